import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Event, Request } from '../../../src/domain/request/request.ts';
import { alreadyDecided } from '../../../src/slack/actions/already-decided.ts';
import { ACTION } from '../../../src/slack/messages/action-ids.ts';
import {
  after,
  ALICE,
  APPROVED,
  ASKED,
  BOB,
  CAROL,
  prepared,
  reviewed,
  RUNNING,
} from '../../helpers/request.ts';
import { askedIn } from '../slack-world.ts';
import { type GatewayWorld, startGatewayWorld } from './gateway-world.ts';

let world: GatewayWorld;

beforeAll(async () => {
  world = await startGatewayWorld();
});

afterAll(() => world.stop());

const { choose, ...ACTIONS } = ACTION;
const BUTTONS = [...Object.values(ACTIONS), `${choose}0`];

describe('a click that means no request', () => {
  test.each(BUTTONS)('%s without a value, with nonsense or for what is no longer kept', async (actionId) => {
    for (const value of [undefined, 'nonsense', '../../request', '0000000000', ' 0000000000 pod']) {
      expect(await world.told('U0BOB', await world.post(actionId, value))).toContain(
        'no longer kept, so nothing was changed',
      );
    }
  });

  test('the id must stand first and be whole', async () => {
    const id = await world.request(askedIn(), prepared());
    for (const value of [` ${id}`, id.slice(1), `${id}x`, id.toUpperCase()]) {
      if (value === id) continue;
      expect(await world.told('U0BOB', await world.post(ACTION.approve, value))).toContain('no longer kept');
    }
    expect(await world.load(id)).toMatchObject({ state: 'pending', reviews: [] });
  });

  test('what is no id is looked for nowhere, whatever may be kept under it', async () => {
    await world.write('odd:id', askedIn(), prepared());
    expect(await world.told('U0BOB', await world.post(ACTION.approve, 'odd:id'))).toContain('no longer kept');
    expect(await world.load('odd:id')).toMatchObject({ state: 'pending', reviews: [] });
  });
});

describe('a click by someone', () => {
  test.each(BUTTONS)('whom Slack does not tell changes nothing: %s', async (actionId) => {
    const id = await world.request(askedIn(), prepared());
    await world.fault('users.info', { error: 'user_not_found' });
    const told = await world.told('U0ALICE', await world.post(actionId, `${id} api-7f9`));
    expect(told).toContain('Slack did not tell me who you are');
    expect(await world.load(id)).toMatchObject({ version: 2, state: 'pending' });
  });

  test('who may decide counts, with the groups that gave the right', async () => {
    const id = await world.request(askedIn(), prepared());
    const approve = await world.post(ACTION.approve, id);
    const approved = await world.changes('U0BOB', approve, id, ({ state }) => state === 'approved');
    expect(approved.reviews).toEqual([
      {
        reviewer: { slackId: 'U0BOB', name: 'bob', email: 'bob@example.com' },
        decision: 'approve',
        groups: ['sre'],
        at: expect.any(Number),
      },
    ]);
    expect(await world.told('U0BOB', await world.post(ACTION.deny, id))).toContain(
      'This request is approved by bob already',
    );
    expect((await world.load(id))?.version).toBe(approved.version);
  });

  test('who may not decide does not count', async () => {
    const id = await world.request(askedIn(), prepared());
    for (const actionId of [ACTION.approve, ACTION.deny]) {
      const button = await world.post(actionId, id);
      expect(await world.told('U0ALICE', button)).toContain('You asked for this yourself');
      expect(await world.told('U0MALLORY', button)).toContain('Only sre may decide');
    }
    expect(await world.load(id)).toMatchObject({ version: 2, state: 'pending' });
  });

  test('after the time to decide is over says so', async () => {
    const id = await world.request(askedIn());
    const plan = prepared();
    if (plan.type !== 'prepared') throw new Error('no plan');
    const grant = { ...plan.plan.grant, limits: { ...plan.plan.grant.limits, pending: 0 } };
    await world.write(id, { ...plan, plan: { ...plan.plan, grant } });
    expect(await world.told('U0BOB', await world.post(ACTION.approve, id))).toContain(
      'The time to decide is over',
    );
    expect(await world.load(id)).toMatchObject({ state: 'pending', reviews: [] });
  });
});

describe('cancelling', () => {
  test('is for who asked alone', async () => {
    const id = await world.request(askedIn(), prepared());
    const cancel = await world.post(ACTION.cancel, id);
    expect(await world.told('U0BOB', cancel)).toContain('Only Alice can cancel this request');
    expect((await world.load(id))?.state).toBe('pending');
    const ended = await world.changes('U0ALICE', cancel, id, ({ state }) => state === 'ended');
    expect(ended).toMatchObject({ outcome: 'cancelled', endedBy: { slackId: 'U0ALICE' } });
    expect(await world.told('U0ALICE', cancel)).toContain('This request is cancelled already');
  });

  test('comes too late once it started', async () => {
    const [, ...later] = RUNNING;
    const id = await world.request(askedIn(), ...later);
    expect(await world.told('U0ALICE', await world.post(ACTION.cancel, id))).toContain(
      'This request is active already',
    );
    expect((await world.load(id))?.state).toBe('active');
  });
});

describe('what someone who clicked too late is told', () => {
  const ended = (outcome: 'completed' | 'timed-out' | 'interrupted'): Event => ({ type: 'ended', outcome });
  const cases: [string, Request | undefined, string][] = [
    ['still pending', after(ASKED, prepared()), 'The time to decide is over, so nothing was changed.'],
    ['approved', after(...APPROVED), 'This request is approved by Bob already, so nothing was changed.'],
    [
      'denied',
      after(ASKED, prepared(), reviewed(CAROL, 'deny')),
      'This request is denied by Carol already, so nothing was changed.',
    ],
    [
      'cancelled after its approval',
      after(...APPROVED, { type: 'cancelled', by: ALICE }),
      'This request is cancelled already, so nothing was changed.',
    ],
    ['running', after(...RUNNING), 'This request is active already, so nothing was changed.'],
    [
      'completed',
      after(...RUNNING, ended('completed')),
      'This request is completed already, so nothing was changed.',
    ],
    [
      'timed out',
      after(...RUNNING, ended('timed-out')),
      'This request is timed-out already, so nothing was changed.',
    ],
    ['gone', undefined, 'This request is gone already, so nothing was changed.'],
  ];

  test.each(cases)('%s', (_case, request, sentence) => {
    expect(alreadyDecided(request)).toBe(sentence);
  });

  test('names who decided last', () => {
    const request = after(ASKED, prepared());
    const reviews = [BOB, CAROL].map((reviewer) => ({
      reviewer,
      decision: 'approve' as const,
      groups: ['sre'],
      at: 0,
    }));
    expect(alreadyDecided({ ...request, state: 'approved', reviews })).toContain('approved by Carol');
  });
});
