import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Inquiry, InquiryAnswer } from '../../../src/requests/inquiry.ts';
import { tellInquiry, type TellInquiryDeps } from '../../../src/slack/delivery/tell-inquiry.ts';
import { plainText } from '../../../src/sandbox/slack/plain-text.ts';
import { prepared } from '../../helpers/request.ts';
import { FULL_REPORT } from '../messages/full-request.ts';
import { askedIn, CHANNEL, type SlackWorld, startSlackWorld } from '../slack-world.ts';
import { REVIEWED, RUNNING, type ThreadScene, threadScene } from './thread-scene.ts';

const ALICE = { slackId: 'U0ALICE', name: 'alice' };
const LINES = (count: number) => Array.from({ length: count }, (_, index) => `line ${index}\n`).join('');
const logs = (text: string, cut = false): InquiryAnswer => ({
  kind: 'logs',
  output: text === '' ? [] : [{ stream: 'out', text }],
  cut,
});

let world: SlackWorld;
let scene: ThreadScene;
let deps: TellInquiryDeps;
let inquiry: Inquiry;

beforeAll(async () => {
  world = await startSlackWorld();
});

afterAll(() => world.stop());

beforeEach(async () => {
  scene = threadScene(world);
  deps = { ...scene.deps, inquiries: world.inquiries };
  await scene.write(askedIn(), prepared());
  await scene.show();
  await scene.write(...REVIEWED, ...RUNNING);
});

/** Alice asks, and a worker answers; absent, none did yet. */
async function asked(
  about: Inquiry['about'],
  answer?: InquiryAnswer,
  also: Partial<Inquiry> = {},
): Promise<void> {
  inquiry = {
    id: `inquiry-${scene.id}`,
    about,
    requestId: scene.id,
    cluster: 'sandbox',
    by: ALICE,
    askedAt: 0,
    ...also,
  };
  await world.inquiries.write(inquiry);
  if (answer) await world.inquiries.answer(inquiry.id, answer);
}

const tell = () => tellInquiry(deps, inquiry.id);
const toldAlice = () => scene.toldAlice(tell);

describe('the status that a worker found', () => {
  test('is told to whoever asked alone, with the container as it is now and a link', async () => {
    await asked('status', { kind: 'status', report: FULL_REPORT });
    const [told] = await toldAlice();
    expect(told).toMatch(/State: +Terminated\n/);
    expect(told).toContain(`/archives/${CHANNEL}/p`);
    expect(await scene.replies()).toEqual([]);
  });

  test('that it did not find is told with why, and with where the request stands', async () => {
    await asked('status', { kind: 'failed', sentence: 'The pod is gone.' });
    expect(await toldAlice()).toEqual([expect.stringMatching(/Running[\s\S]*The pod is gone\./)]);
  });
});

describe('a status that is for everybody', () => {
  const FOUND: InquiryAnswer = { kind: 'status', report: FULL_REPORT };
  const shown = async () =>
    (await world.person('U0CAROL').read(CHANNEL))
      .filter(({ ephemeral, threadTs }) => !ephemeral && threadTs === undefined)
      .map(plainText)
      .filter((text) => text.includes('Shown to all by <@U0ALICE>') && text.includes(scene.id));

  test('is shown in the channel of the card, by whom it says', async () => {
    await asked('status', FOUND, { here: true });
    expect(await toldAlice()).toEqual([]);
    expect(await shown()).toEqual([expect.stringMatching(/State: +Terminated/)]);
    await tell();
    expect(await shown()).toHaveLength(1);
  });

  test('is told privately where the channel does not take it', async () => {
    await asked('status', FOUND, { here: true });
    await world.fault('chat.postMessage', { error: 'not_in_channel' });
    expect(await toldAlice()).toEqual([expect.stringMatching(/State: +Terminated/)]);
    expect(await shown()).toEqual([]);
  });
});

describe('a log', () => {
  test('goes into the thread, and whoever asked hears that it is there', async () => {
    await asked('logs', logs('listening on eth0\n'));
    const told = await toldAlice();
    expect(told).toEqual([expect.stringMatching(/^The log of `keyhole-\w+` is in <http.*thread_ts=/)]);
    expect(await scene.replies()).toEqual([
      expect.stringMatching(/^.*Log of `keyhole-\w+`, asked by <@U0ALICE>\nlistening on eth0$/),
    ]);
    expect(await world.calls('files.')).toEqual([]);
  });

  test('that is long comes as a file as well, and that there was more before it is said', async () => {
    await asked('logs', logs(LINES(500), true));
    await tell();
    const replies = await scene.replies();
    expect(replies[0]).toMatch(
      /line 0\n[\s\S]*lines left out[\s\S]*line 499\n.*the cluster keeps more before it/,
    );
    expect(replies.join('\n')).toMatch(/\[file keyhole-[\w-]+\.log\.txt, \d+ bytes\]/);
  });

  test('whose file Slack does not take says so in the thread', async () => {
    await asked('logs', logs(LINES(500)));
    await world.fault('files.getUploadURLExternal', { error: 'file_upload_size_restricted' });
    expect(await toldAlice()).toHaveLength(1);
    expect((await scene.replies()).at(-1)).toContain('did not take the whole output as a file');
  });

  test('with nothing in it is told privately and posted nowhere', async () => {
    await asked('logs', logs(''));
    expect(await toldAlice()).toEqual([expect.stringContaining('is empty: its own process only waits')]);
    expect(await scene.replies()).toEqual([]);
  });

  test('of a request whose thread is gone is told privately, with what a message holds', async () => {
    await asked('logs', logs(LINES(500)));
    await world.fault('chat.postMessage', { error: 'channel_not_found' });
    expect(await toldAlice()).toEqual([
      expect.stringMatching(/line 0\n[\s\S]*lines left out[\s\S]*line 499/),
    ]);
    expect(await scene.replies()).toEqual([]);
  });

  test('that could not be read is told privately, in a sentence', async () => {
    await asked('logs', { kind: 'failed', sentence: 'The pod <!channel> is gone: ask again.' });
    expect(await toldAlice()).toEqual(['The pod <!channel> is gone: ask again.']);
  });
});

describe('a job that comes twice', () => {
  test.each<[string, InquiryAnswer]>([
    ['a status', { kind: 'status', report: FULL_REPORT }],
    ['a log', logs(LINES(500))],
    ['a failure', { kind: 'failed', sentence: 'no' }],
  ])('tells %s once', async (_what, answer) => {
    await asked(answer.kind === 'logs' ? 'logs' : 'status', answer);
    await tell();
    const before = await scene.sent();
    expect(await toldAlice()).toEqual([]);
    expect(await scene.sent()).toBe(before);
  });

  test('goes on where a crash cut it off: the log is not posted again', async () => {
    await asked('logs', logs(LINES(500)));
    await world.fault('files.getUploadURLExternal', { status: 500 });
    await expect(tell()).rejects.toThrow('500');
    expect(await toldAlice()).toHaveLength(1);
    const replies = await scene.replies();
    expect(replies.filter((reply) => reply.includes('Log of'))).toHaveLength(1);
    expect(replies.filter((reply) => reply.includes('[file'))).toHaveLength(1);
  });

  test('too early, or about what is no longer kept, tells nothing', async () => {
    await asked('status');
    expect(await toldAlice()).toEqual([]);
    await tellInquiry(deps, 'never-asked');
    expect((await world.shown.read(inquiry.id)).messages).toEqual({});
  });
});
