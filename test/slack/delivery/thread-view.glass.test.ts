import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Event } from '../../../src/domain/request/request.ts';
import { plainText } from '../../../src/sandbox/slack/plain-text.ts';
import { slackCalls } from '../../../src/slack/delivery/slack-calls.ts';
import { showThread } from '../../../src/slack/delivery/thread-view.ts';
import { testPolicy } from '../../helpers/policy.ts';
import { BOB } from '../../helpers/request.ts';
import { brokenGlass, OVER, STARTED } from '../broken-glass.ts';
import { askedIn, SECURITY, type SlackWorld, startSlackWorld } from '../slack-world.ts';
import { EXITED, type ThreadScene, threadScene } from './thread-scene.ts';

const [, , ...GOES_ON] = STARTED;
const REVIEWED: Event = { type: 'acknowledged', by: BOB, note: 'seen' };
const POLICY = testPolicy(
  {},
  {
    people: {
      'on-call': { slackUsers: ['U0ALICE', 'U0BOB'] },
      sre: { slackUsers: ['U0BOB'], slackUserGroup: 'S0SRE', emails: ['*@sre.example.com'] },
    },
  },
);
const MEMBERS = { S0SRE: ['U0ALICE', 'U0BOB', 'U0CAROL'] };

let world: SlackWorld;
let scene: ThreadScene;

beforeAll(async () => {
  world = await startSlackWorld();
});

afterAll(() => world.stop());

beforeEach(() => {
  scene = threadScene(world, POLICY, MEMBERS);
});

/** What stands in the channel of announcements since the scene began, and what someone was told in person. */
async function announced(before: number): Promise<readonly string[]> {
  return (await world.person('U0BOB').read(SECURITY)).slice(before).map(plainText);
}
const countAnnounced = async () => (await world.person('U0BOB').read(SECURITY)).length;
const toldTo = async (who: string) => (await world.person(who).directMessages()).map(plainText);

describe('a broken glass', () => {
  test('may start only when it is told where its rule says; each reviewer who is known hears of it in person', async () => {
    const before = await countAnnounced();
    await scene.write(askedIn(), brokenGlass());
    await scene.show();
    expect(await scene.load()).toMatchObject({ state: 'approved', cardPosted: true, announced: true });
    const [told, ...more] = await announced(before);
    expect(more).toEqual([]);
    expect(told).toContain('<!subteam^S0SRE>, <@U0BOB>, all of sre');
    expect(told).toMatch(/<http:.*\/archives\/C0INCIDENT\/p\d+\|Open its thread>/);
    for (const who of ['U0BOB', 'U0CAROL']) {
      const [last] = (await toldTo(who)).slice(-1);
      expect(last).toMatch(/:rotating_light: Break-glass\n.* without approval\./);
      expect(last).not.toContain('<!subteam');
    }
    expect((await toldTo('U0ALICE')).filter((text) => text.includes('Break-glass'))).toEqual([]);
  });

  test('shown twice is told once', async () => {
    const before = await countAnnounced();
    await scene.write(askedIn(), brokenGlass());
    await scene.show();
    const sent = await scene.sent();
    await scene.show();
    expect(await scene.sent()).toBe(sent);
    expect(await announced(before)).toHaveLength(1);
  });

  test('costs one edit of each message when it is over, none while it goes on', async () => {
    await scene.write(askedIn(), brokenGlass());
    await scene.show();
    const edits = async () => (await world.calls('chat.update')).length;
    await scene.write(...GOES_ON);
    const before = await edits();
    await scene.show();
    // The card alone.
    expect((await edits()) - before).toBe(1);
    await scene.write(OVER);
    await scene.show();
    // The card, the announcement and two in person.
    expect((await edits()) - before).toBe(5);
    expect((await toldTo('U0CAROL')).at(-1)).toContain('[Acknowledge]');
  });

  test('that cannot be told for good ends, with what to do', async () => {
    await scene.write(askedIn(), brokenGlass('C0GENERAL'));
    await scene.show();
    const request = await scene.load();
    expect(request).toMatchObject({ state: 'ended', outcome: 'failed' });
    expect(request).not.toHaveProperty('announced');
    expect(request.sentence).toMatch(/C0GENERAL .*I am not in it, so nothing ran: .*\/invite @keyhole/);
    await scene.show();
    expect(await scene.replies()).toEqual([expect.stringMatching(/Failed[^]*C0GENERAL[^]*\[Ask again\]/)]);
    expect((await world.shown.read(scene.id)).version).toBe(request.version);
  });

  test('that cannot be told now is told later, and does not start before', async () => {
    await scene.write(askedIn(), brokenGlass());
    // The card is posted, then Slack fails.
    const slack = slackCalls(world.client, async (ms) => world.passSeconds(ms / 1000));
    const failing: typeof slack.post = (thread, message) =>
      thread.channel === SECURITY ? Promise.reject(new Error('Slack is away')) : slack.post(thread, message);
    const deps = { ...scene.deps, slack: { ...slack, post: failing } };
    await expect(showThread(deps, scene.id)).rejects.toThrow('Slack is away');
    const waiting = await scene.load();
    expect(waiting).toMatchObject({ state: 'approved', cardPosted: true });
    expect(waiting).not.toHaveProperty('announced');
    await scene.show();
    expect(await scene.load()).toMatchObject({ announced: true });
  });

  test('goes on when Slack refuses a later edit of its announcement', async () => {
    await scene.write(askedIn(), brokenGlass());
    await scene.show();
    const slack = slackCalls(world.client, async (ms) => world.passSeconds(ms / 1000));
    const refusing: typeof slack.update = (channel, ts, message) =>
      channel === SECURITY
        ? Promise.resolve({ kind: 'refused', error: 'edit_window_closed' })
        : slack.update(channel, ts, message);
    await scene.write(...GOES_ON);
    const policy = testPolicy(
      {},
      { people: { 'on-call': { slackUsers: ['U0ALICE'] }, sre: { slackUsers: ['U0CAROL'] } } },
    );
    await showThread(
      { ...scene.deps, policy: () => policy, slack: { ...slack, update: refusing } },
      scene.id,
    );
    expect(await scene.load()).toMatchObject({ state: 'active' });
  });

  test('goes on when someone cannot be told in person, and the log says so', async () => {
    scene = threadScene(world, POLICY, { S0SRE: ['U0NOBODY'] });
    await scene.write(askedIn(), brokenGlass());
    await scene.show();
    expect(await scene.load()).toMatchObject({ announced: true });
    expect(world.log.join('')).toContain('dm-U0NOBODY');
    const posts = (await world.calls('chat.postMessage')).length;
    await scene.write(...GOES_ON);
    await scene.show();
    expect(await world.calls('chat.postMessage')).toHaveLength(posts);
  });

  test('that was over before Slack let us tell anyone in person is told to them then', async () => {
    const before = (await toldTo('U0CAROL')).length;
    await scene.write(askedIn(), brokenGlass());
    const slack = slackCalls(world.client, async (ms) => world.passSeconds(ms / 1000));
    const failing: typeof slack.post = (thread, message) =>
      thread.channel.startsWith('U')
        ? Promise.reject(new Error('Slack is away'))
        : slack.post(thread, message);
    const deps = { ...scene.deps, slack: { ...slack, post: failing } };
    await expect(showThread(deps, scene.id)).rejects.toThrow('Slack is away');
    await scene.write(...GOES_ON, OVER);
    await scene.show();
    expect((await toldTo('U0CAROL')).slice(before)).toEqual([
      expect.stringContaining('It waits for review.'),
    ]);
  });

  test('that was cancelled before anyone was told is told to nobody', async () => {
    const before = await countAnnounced();
    await scene.write(askedIn(), brokenGlass(), { type: 'cancelled', by: BOB });
    await scene.show();
    expect(await announced(before)).toEqual([]);
    expect(await scene.cards()).toEqual([expect.stringContaining('Cancelled')]);
  });
});

describe('the review of a broken glass', () => {
  const calls = (texts: readonly string[]) => texts.filter((text) => text.includes('waits for review:'));

  test('is asked for at its end in the thread and where it was told, again when it is due, until there is one', async () => {
    const before = await countAnnounced();
    await scene.write(askedIn(), brokenGlass());
    await scene.show();
    await scene.print('uid=0');
    await scene.write(...GOES_ON, EXITED, OVER);
    await scene.show();
    expect(calls(await scene.replies())).toEqual([
      expect.stringMatching(/<!subteam\^S0SRE>.*\n\[Acknowledge\]/),
    ]);
    expect(calls(await announced(before))).toHaveLength(1);

    const over = await scene.load();
    const due = { ...over, reviewAskedAt: (over.endedAt ?? 0) + 3_600_000 };
    const later = { ...world.requests, load: () => Promise.resolve(due) };
    await showThread({ ...scene.deps, requests: later }, scene.id);
    expect(calls(await scene.replies())).toHaveLength(1);
    expect((await scene.replies()).filter((text) => text.includes('was asked for'))).toHaveLength(1);
    expect(await announced(before)).toHaveLength(3);

    // What a run printed is kept for less long than a request that waits for its review: it stays as it is shown.
    await scene.write(REVIEWED);
    const outputs = { ...scene.deps.outputs, read: async () => [] };
    // Who comes to be one of the reviewers now is told of nothing that is over.
    const membershipsNow = async () => ({ members: { S0SRE: ['U0MALLORY'] }, at: Date.now() });
    await showThread({ ...scene.deps, outputs, membershipsNow }, scene.id);
    expect((await toldTo('U0MALLORY')).filter((text) => text.includes('Break-glass'))).toEqual([]);
    expect((await scene.replies()).join('\n')).toContain('uid=0');
    expect(calls(await scene.replies())).toEqual([]);
    expect(calls(await announced(before))).toEqual([]);
    for (const text of [
      ...(await scene.cards()),
      (await announced(before))[0],
      (await toldTo('U0CAROL')).at(-1),
    ]) {
      expect(text).toMatch(/Reviewed by <@U0BOB> .*\nseen/);
      expect(text).not.toContain('[Acknowledge]');
    }
  });
});
