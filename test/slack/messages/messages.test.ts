import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { checkBlocks } from '../../../src/sandbox/slack/block-rules.ts';
import type { Request } from '../../../src/domain/request/request.ts';
import { announcement } from '../../../src/slack/messages/announcement.ts';
import { answer } from '../../../src/slack/messages/answer.ts';
import type { Message } from '../../../src/slack/messages/blocks.ts';
import { card } from '../../../src/slack/messages/card.ts';
import { closing } from '../../../src/slack/messages/closing.ts';
import { containerMessage } from '../../../src/slack/messages/container-message.ts';
import { decisionCall } from '../../../src/slack/messages/decision-call.ts';
import { help } from '../../../src/slack/messages/help.ts';
import { logIsEmpty, logIsThere, logMessage } from '../../../src/slack/messages/log-message.ts';
import { notUnderstood } from '../../../src/slack/messages/not-understood.ts';
import { reminder } from '../../../src/slack/messages/reminder.ts';
import { requestList } from '../../../src/slack/messages/request-list.ts';
import { requestStatus } from '../../../src/slack/messages/request-status.ts';
import { calledBefore, reviewCall } from '../../../src/slack/messages/review-call.ts';
import { notAttached, runMessage } from '../../../src/slack/messages/run-message.ts';
import { shownHere } from '../../../src/slack/messages/shown-here.ts';
import { transcriptIsThere } from '../../../src/slack/messages/transcript-answer.ts';
import { FULL_REPORT } from './full-request.ts';
import { biggest, hostile, outputs, reports, requests, runs } from './hostile.ts';
import { shown } from './shown.ts';

function accepted(message: Message | undefined): void {
  if (!message) return;
  expect(checkBlocks(message.blocks)).toEqual({ kind: 'accepted' });
  const markdown = [...shown(message).matchAll(/"type":"mrkdwn","text":"((?:[^"\\]|\\.)*)"/g)].map(
    (match) => match[1],
  );
  expect(markdown.join('\n')).not.toMatch(/<!(channel|here|everyone)|<@U1>/);
}

/** A list that is full of one request. */
function listOf(request: Request, unknown: string): Message {
  const many = Array.from({ length: 20 }, () => request);
  const all = { toDecide: many, toAcknowledge: many, running: many, waiting: many, over: many };
  const runsToDecide = Array.from({ length: 20 }, () => ({ request: { ...request }, run: 0 }));
  return requestList({ ...all, runsToDecide, unknown: [unknown] }, new Map([[request.id, link]]));
}

/** Whom a policy can name: ids that it was checked for, and names of groups. */
const called = fc.record({
  users: fc.array(fc.constant('U0REVIEWER'), { maxLength: 60 }),
  userGroups: fc.array(fc.constant('S0SRE'), { maxLength: 5 }),
  names: fc.array(hostile, { maxLength: 5 }),
});
const users = Array.from({ length: 60 }, (_each, index) => `U0REVIEWER${index}`);
const link = 'https://acme.slack.com/archives/C1/p1';

describe('whatever people, pods, clusters and commands put into it, Slack accepts it and it pings nobody:', () => {
  test('what tells of a request', () => {
    fc.assert(
      fc.property(
        requests,
        fc.constantFrom('status' as const, 'logs' as const),
        hostile,
        (request, about, failure) => {
          for (const message of [
            card(request),
            closing(request),
            answer(request),
            requestStatus(request, { about, failure, link }),
            shownHere(requestStatus(request, { about, failure, link }), 'U0ALICE'),
            listOf(request, failure),
          ])
            accepted(message);
        },
      ),
    );
  });

  test('what calls on those who decide, and on those who review afterwards', () => {
    fc.assert(
      fc.property(requests, called, (request, mentions) => {
        accepted(card(request, mentions));
        accepted(decisionCall(request, link));
        accepted(reminder(request, mentions));
        accepted(announcement(request, { link, called: mentions }));
        accepted(announcement(request, {}));
        accepted(reviewCall(request, mentions));
        accepted(calledBefore());
      }),
    );
  });

  test('what tells of a request in which all is as long as it can be', () => {
    for (const request of biggest()) {
      accepted(card(request, { users, userGroups: ['S0SRE'], names: ['&'.repeat(4_000)] }));
      accepted(decisionCall(request, link));
      accepted(listOf(request, '&'.repeat(4_000)));
      accepted(closing(request));
      accepted(answer(request));
      accepted(requestStatus(request, { about: 'status', failure: '&'.repeat(4_000) }));
      accepted(
        announcement(request, { link, called: { users: [], userGroups: [], names: ['&'.repeat(4_000)] } }),
      );
    }
  });

  test('a container', () => {
    fc.assert(fc.property(reports, (report) => accepted(containerMessage(report))));
    accepted(containerMessage(FULL_REPORT));
  });

  test('an output', () => {
    fc.assert(fc.property(runs, outputs, (run, output) => accepted(runMessage(run, output))));
  });

  test('a log', () => {
    fc.assert(
      fc.property(hostile, outputs, fc.boolean(), (container, output, cut) => {
        accepted(logMessage({ container, output, cut }, 'U0ALICE'));
        accepted(logIsThere(container, undefined));
        accepted(transcriptIsThere(container, link));
        accepted(logIsEmpty(container, 'exec'));
        accepted(logIsEmpty(container, 'entrypoint'));
      }),
    );
  });

  test('what was not understood, and what Slack did not take', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        accepted(notUnderstood(text, text));
        accepted(notAttached(text));
      }),
    );
  });

  test('the help', () => {
    accepted(help());
  });
});
