import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { plainText } from '../../../src/sandbox/slack/plain-text.ts';
import { showThread } from '../../../src/slack/delivery/thread-view.ts';
import { testPolicy } from '../../helpers/policy.ts';
import { BOB, CAROL, prepared, reviewed } from '../../helpers/request.ts';
import { askedIn, type SlackWorld, startSlackWorld } from '../slack-world.ts';
import { EXITED, RUNNING, type ThreadScene, threadScene } from './thread-scene.ts';

const PEOPLE = {
  'on-call': { slackUsers: ['U0ALICE'] },
  sre: { slackUsers: ['U0ALICE', 'U0BOB'], slackUserGroup: 'S0SRE' },
};
const MEMBERS = { S0SRE: ['U0ALICE', 'U0BOB', 'U0CAROL'] };
const CALL = 'this waits for your decision';

let world: SlackWorld;

beforeAll(async () => {
  world = await startSlackWorld();
});

afterAll(() => world.stop());

const policyWith = (notify: string) =>
  testPolicy({ notify, approvals: [{ from: ['sre'], count: 2 }] }, { people: PEOPLE });
const sceneWith = (notify: string) => threadScene(world, policyWith(notify), MEMBERS);
const plan = (notify: string) => prepared(policyWith(notify));
const lastTold = async (who: string) => {
  const told = (await world.person(who).directMessages()).map(plainText);
  return told.at(-1) ?? '';
};
const countTold = async () => {
  const counts = ['U0ALICE', 'U0BOB', 'U0CAROL'].map(
    async (who) => (await world.person(who).directMessages()).length,
  );
  return Promise.all(counts);
};

/** Shows the thread as if those who may decide had been reminded. */
async function showReminded(scene: ThreadScene): Promise<void> {
  const request = { ...(await scene.load()), remindedAt: 1 };
  const requests = { ...world.requests, load: async () => request };
  await showThread({ ...scene.deps, requests }, scene.id);
}

describe('those who may decide', () => {
  test('are called on once by the card as it is posted, without who asked, and by nothing else', async () => {
    const scene = sceneWith('thread');
    const before = await countTold();
    await scene.write(askedIn(), plan('thread'));
    await scene.show();
    expect((await scene.cards())[0]).toContain(`<!subteam^S0SRE>, <@U0BOB>: ${CALL}`);
    await scene.write(reviewed(BOB, 'approve'));
    await scene.show();
    expect((await scene.cards())[0]).toContain(`<!subteam^S0SRE>: ${CALL}`);
    await scene.write(reviewed(CAROL, 'approve'));
    await scene.show();
    expect((await scene.cards())[0]).not.toContain(CALL);
    expect(await scene.replies()).toEqual([]);
    expect(await countTold()).toEqual(before);
  });

  test('are called on by nothing where the rule wants it so, also when time runs out', async () => {
    const scene = sceneWith('none');
    const before = await countTold();
    await scene.write(askedIn(), plan('none'));
    await scene.show();
    await showReminded(scene);
    expect((await scene.cards())[0]).not.toContain(CALL);
    expect([await scene.replies(), await countTold()]).toEqual([[], before]);
  });
});

describe('those who may decide, where each is told by direct message', () => {
  test('have all that the card shows, once, and who asked has none', async () => {
    const scene = sceneWith('dm');
    const [alice = 0, bob = 0, carol = 0] = await countTold();
    await scene.write(askedIn(), plan('dm'));
    await scene.show();
    // As after a restart.
    await scene.show();
    expect((await scene.cards())[0]).not.toContain(CALL);
    expect(await countTold()).toEqual([alice, bob + 1, carol + 1]);
    for (const who of ['U0BOB', 'U0CAROL']) {
      const told = await lastTold(who);
      expect(told).toMatch(
        /^Debug api-7f9c6d5b84-x2k4p[^]*0 of 2 approvals from sre[^]*\[Approve\] \[Deny\]/,
      );
      expect(told).toMatch(/<http:.*\/archives\/C0INCIDENT\/p\d+\|Open its thread>/);
    }
  });

  test('see in every copy what others decide, and no step of the session after that', async () => {
    const scene = sceneWith('dm');
    await scene.write(askedIn(), plan('dm'));
    await scene.show();
    await scene.write(reviewed(BOB, 'approve'));
    await scene.show();
    expect(await lastTold('U0CAROL')).toMatch(/approved by <@U0BOB>[^]*1 of 2 approvals[^]*\[Approve\]/);
    await scene.write(reviewed(CAROL, 'approve'));
    await scene.show();
    const decided = await lastTold('U0BOB');
    expect(decided).toMatch(/^:white_check_mark: Approved\n[^]*approved by <@U0CAROL>/);
    expect(decided).not.toContain('[Approve]');
    const before = (await world.calls('chat.update')).filter(({ channel }) =>
      channel?.startsWith('D'),
    ).length;
    await scene.write(...RUNNING, EXITED);
    await scene.show();
    const after = (await world.calls('chat.update')).filter(({ channel }) => channel?.startsWith('D')).length;
    expect(after).toBe(before);
    expect(await lastTold('U0BOB')).toBe(decided);
  });

  test('hear of a denial with its reason, and of a request that was taken back', async () => {
    for (const [event, text] of [
      [reviewed(BOB, 'deny'), /^:no_entry: Denied by <@U0BOB>/],
      [{ type: 'cancelled', by: { slackId: 'U0ALICE', name: 'Alice' } }, /^:x: Cancelled by <@U0ALICE>/],
    ] as const) {
      const scene = sceneWith('dm');
      await scene.write(askedIn(), plan('dm'));
      await scene.show();
      await scene.write(event);
      await scene.show();
      for (const who of ['U0BOB', 'U0CAROL']) expect(await lastTold(who)).toMatch(text);
    }
  });

  test('are reminded below that message, but for who has decided, and told quietly afterwards', async () => {
    const scene = sceneWith('dm');
    await scene.write(askedIn(), plan('dm'));
    await scene.show();
    await scene.write(reviewed(BOB, 'approve'));
    const [, bob = 0, carol = 0] = await countTold();
    await showReminded(scene);
    await showReminded(scene);
    const [, bobAfter, carolAfter] = await countTold();
    expect([bobAfter, carolAfter]).toEqual([bob, carol + 1]);
    expect(await lastTold('U0CAROL')).toMatch(/^:alarm_clock: <@U0CAROL>: this request still waits/);
    expect(await scene.replies()).toEqual([]);
    await scene.write(reviewed(CAROL, 'approve'));
    await showReminded(scene);
    expect(await lastTold('U0CAROL')).toBe('Those who may decide were reminded.');
  });

  test('end nothing where one of them is gone, who is not tried again', async () => {
    const scene = sceneWith('dm');
    await scene.write(askedIn(), plan('dm'));
    const [, bob = 0, carol = 0] = await countTold();
    const { slack } = scene.deps;
    const post: typeof slack.post = async (thread, ...rest) =>
      thread.channel === 'U0BOB' ? { kind: 'refused', error: 'user_disabled' } : slack.post(thread, ...rest);
    await showThread({ ...scene.deps, slack: { ...slack, post } }, scene.id);
    await scene.show();
    expect(await countTold()).toEqual([expect.any(Number), bob, carol + 1]);
    expect(await scene.load()).toMatchObject({ state: 'pending', cardPosted: true });
  });

  test('are told who they are by Slack now or, where it does not tell, by the policy', async () => {
    const scene = sceneWith('dm');
    const [, bob = 0, carol = 0] = await countTold();
    await scene.write(askedIn(), plan('dm'));
    await showThread({ ...scene.deps, membershipsNow: async () => undefined }, scene.id);
    expect(await countTold()).toEqual([expect.any(Number), bob + 1, carol]);
    await scene.show();
    expect(await countTold()).toEqual([expect.any(Number), bob + 1, carol + 1]);
  });
});
