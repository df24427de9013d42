import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Person } from '../../../src/domain/request/person.ts';
import { endSessionOf } from '../../../src/slack/actions/end-session.ts';
import { ACTION } from '../../../src/slack/messages/action-ids.ts';
import { policyDocument, testPolicy } from '../../helpers/policy.ts';
import { APPROVED, LEASE, MALLORY, RUNNING } from '../../helpers/request.ts';
import { brokenGlass, STARTED } from '../broken-glass.ts';
import { askedIn } from '../slack-world.ts';
import { type GatewayWorld, startGatewayWorld } from './gateway-world.ts';

let world: GatewayWorld;

beforeAll(async () => {
  world = await startGatewayWorld();
});

afterAll(() => world.stop());

const running = () => world.request(askedIn(), ...RUNNING.slice(1));

describe('a broken glass', () => {
  test.each([
    ['before it starts', [], 'cancelled'],
    ['while it runs', STARTED, 'completed'],
  ] as const)('is ended by whoever may review it, %s', async (_when, events, outcome) => {
    const id = await world.request(askedIn(), brokenGlass(), ...events);
    const button = await world.post(ACTION.end, id);
    expect(await world.told('U0MALLORY', button)).toContain('can end its session');
    const request = await world.changes('U0BOB', button, id, ({ state }) => state === 'ended');
    expect(request).toMatchObject({ outcome, endedBy: { slackId: 'U0BOB' } });
  });
});

describe('ending a session', () => {
  test.each([
    ['who asked for it', 'U0ALICE'],
    ['who may decide it', 'U0BOB'],
  ])('%s may', async (_who, slackId) => {
    const id = await running();
    const button = await world.post(ACTION.end, id);
    const request = await world.changes(slackId, button, id, ({ state }) => state === 'ended');
    expect(request).toMatchObject({ outcome: 'completed', endedBy: { slackId }, released: false });
    expect(request.runs[0]?.verdict).toMatchObject({ kind: 'unknown' });
    expect(await world.told(slackId, button)).toContain('This request is completed already');
  });

  test.each(['U0MALLORY', 'U0CAROL'])('%s, who is neither, may not', async (slackId) => {
    const id = await running();
    expect(await world.told(slackId, await world.post(ACTION.end, id))).toContain(
      'Only Alice and those who may decide this request can end its session.',
    );
    expect((await world.load(id))?.state).toBe('active');
  });

  test('whom Slack did not tell of hears that, and is not told that they may not', async () => {
    const sre = { slackUserGroup: 'S0SRE' };
    const policy = testPolicy({}, { people: { ...policyDocument().people, sre } });
    const gateway = { ...world.gateway, policy: () => policy };
    const id = await running();
    const request = await world.load(id);
    if (!request) throw new Error('there is no request');
    const ends = (userGroups: Pick<Person, 'userGroups'>) =>
      endSessionOf(gateway, request, { ...MALLORY, ...userGroups });
    expect(await ends({})).toBe('Slack did not tell who is in sre: try again in a minute.');
    expect(await ends({ userGroups: [] })).toContain('Only Alice and those who may decide');
    expect((await world.load(id))?.state).toBe('active');
    expect(await ends({ userGroups: ['S0SRE'] })).toBeUndefined();
  });

  test('that is starting ends it, too', async () => {
    const id = await world.request(askedIn(), ...APPROVED.slice(1), { type: 'starting', lease: LEASE });
    const button = await world.post(ACTION.end, id);
    const request = await world.changes('U0ALICE', button, id, ({ state }) => state === 'ended');
    expect(request).toMatchObject({ outcome: 'completed', released: false });
  });

  test('that did not begin ends nothing', async () => {
    const id = await world.request(askedIn(), ...APPROVED.slice(1));
    const button = await world.post(ACTION.end, id);
    expect(await world.told('U0ALICE', button)).toContain('cancel it with the button on its card');
    expect(await world.told('U0BOB', button)).toContain('only Alice can cancel it');
    expect((await world.load(id))?.state).toBe('approved');
  });
});
