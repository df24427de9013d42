import { expect, test } from '@jest/globals';
import { createLogger } from '../../../src/logger.ts';
import type { SlackCalls } from '../../../src/slack/delivery/slack-calls.ts';
import { replyInView } from '../../../src/slack/home/reply-in-view.ts';

const WHO = { triggerId: 'trigger', slackId: 'U0BOB' };

/** What reached Slack, which opens windows and takes messages, or does not. */
function replying(opens: boolean, post: () => ReturnType<SlackCalls['post']>) {
  const sent: string[] = [];
  const log: string[] = [];
  const slack: Pick<SlackCalls, 'openModal' | 'post'> = {
    openModal: async (triggerId, view) => {
      sent.push(`${triggerId} ${JSON.stringify(view.blocks)}`);
      return opens ? { kind: 'opened', viewId: 'V1' } : { kind: 'refused', error: 'expired_trigger_id' };
    },
    post: async ({ channel }, { text }) => {
      sent.push(`${channel} ${text}`);
      return post();
    },
  };
  const logger = createLogger({
    level: 'debug',
    secrets: [],
    destination: { write: (line) => void log.push(line) },
  });
  return { reply: replyInView({ slack, logger }, WHO), sent, log };
}

const taken = async () => ({ kind: 'posted' as const, ts: '1', channel: 'D1' });

test('a click on a Home tab is answered in a window, where markup is nothing', async () => {
  const { reply, sent } = replying(true, taken);
  await reply('You may not <!channel>.');
  expect(sent).toEqual([expect.stringMatching(/^trigger .*You may not &lt;!channel&gt;\./)]);
});

test('a click too old for a window is answered by a direct message', async () => {
  const { reply, sent, log } = replying(false, taken);
  await reply({ text: 'It is decided.', blocks: [] });
  expect(sent[1]).toBe('U0BOB It is decided.');
  expect(log).toEqual([]);
});

test('an answer that reaches nobody is logged', async () => {
  for (const post of [
    async () => ({ kind: 'refused' as const, error: 'cannot_dm_bot' }),
    () => Promise.reject(new Error('no answer')),
  ]) {
    const { reply, log } = replying(false, post);
    await reply('It is decided.');
    expect(log.join()).toContain('private reply not delivered');
  }
});
