import { describe, expect, test } from '@jest/globals';
import type { Request, Run } from '../../../src/domain/request/request.ts';
import { requestStatus } from '../../../src/slack/messages/request-status.ts';
import { FULL_REPORT, FULL_REQUEST } from './full-request.ts';
import { read, shown } from './shown.ts';

const LINK = 'https://acme.slack.com/archives/C0INCIDENT/p1';
const RUN: Run = {
  title: 'tcpdump -i eth0',
  argv: [],
  startedAt: 1,
  endedAt: 2,
  tookMs: 2_100,
  verdict: { kind: 'exited', code: 1 },
};
const status = (also: Partial<Request>, parts: Partial<Parameters<typeof requestStatus>[1]> = {}) =>
  read(requestStatus({ ...FULL_REQUEST, ...also }, { about: 'status', ...parts }));

describe('the status of a request', () => {
  test('that waits: until when, who may decide, and its pod', () => {
    const text = status({});
    expect(text).toContain('Waiting for approval, until 2026-11-22 03:25 UTC');
    expect(text).toContain('0 of 1 approval from sre or payments-leads');
    expect(text).toContain('to debug `api-7f9c6d5b84-x2k4p` in `prod-eu` / `shop`');
    expect(text).not.toContain('Container');
  });

  test('that nobody looked into yet: what was asked for', () => {
    const { plan: _none, ...asked } = FULL_REQUEST;
    expect(read(requestStatus({ ...asked, state: 'asked' }, { about: 'status' }))).toContain(
      'to debug `deployment api` in `prod-eu`',
    );
  });

  test('that runs: its container as the cluster tells it now, its runs and its thread', () => {
    const report = { ...FULL_REPORT, state: { kind: 'running' as const }, restarts: 3 };
    const running = {
      state: 'active' as const,
      container: FULL_REPORT,
      runs: [RUN, { title: 'id', argv: [], startedAt: 3 }],
    };
    const text = status(running, { report, link: LINK });
    expect(text).toMatch(/State: +Running\n/);
    expect(text).toMatch(/Restart Count: +3\n/);
    expect(text).not.toContain('Terminated');
    expect(text).toContain('`tcpdump -i eth0`  exit code 1 · 2.1 s');
    expect(text).toContain('`id`  running');
    expect(shown(requestStatus({ ...FULL_REQUEST, ...running }, { about: 'status', link: LINK }))).toContain(
      `<${LINK}|Open its thread>`,
    );
  });

  test('that the cluster does not tell: why, and the last that is known', () => {
    const text = status(
      { state: 'active', container: FULL_REPORT },
      { failure: 'The cluster prod-eu does not answer.' },
    );
    expect(text).toContain('The cluster prod-eu does not answer.');
    expect(text).toMatch(/State: +Terminated\n/);
  });

  test('that ended: how, and why', () => {
    const text = status({
      state: 'ended',
      outcome: 'timed-out',
      sentence: 'The session reached its time limit.',
      runs: [{ ...RUN, verdict: { kind: 'timed-out', afterMs: 120_000 } }],
    });
    expect(text).toContain('Timed out');
    expect(text).toContain('The session reached its time limit.');
    expect(text).toContain('`tcpdump -i eth0`  stopped at its limit of 2 min');
  });

  test('asked for its log where there is none: says so', () => {
    expect(status({}, { about: 'logs' })).toContain('There is no log, as it has no container yet.');
    expect(status({ state: 'ended', outcome: 'denied' }, { about: 'logs' })).toContain(
      'There is no log, as it has no container.',
    );
  });
});
