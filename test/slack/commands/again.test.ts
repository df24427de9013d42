import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { prepared } from '../../helpers/request.ts';
import { until } from '../../sandbox/slack/support.ts';
import { type GatewayWorld, startGatewayWorld } from '../actions/gateway-world.ts';
import { brokenPlan } from '../broken-glass.ts';
import { askedIn, CHANNEL } from '../slack-world.ts';

const ELSEWHERE = 'C0GENERAL';
const PRIVATE = 'C0PAYMENTS';

let world: GatewayWorld;

beforeAll(async () => {
  world = await startGatewayWorld();
});

afterAll(() => world.stop());

const all = async () => {
  const requests = await Promise.all((await world.requests.unsettled()).map((id) => world.load(id)));
  return requests.filter((request) => request !== undefined);
};

/** Types it and gives the request that is new then. */
async function askedAgain(who: string, channel: string, id: string) {
  const before = new Set(await world.requests.unsettled());
  await world.person(who).type(channel, `/debug again ${id}`);
  return until('the new request', async () => (await all()).find((request) => !before.has(request.id)));
}

test.each([
  ['who asked', 'U0ALICE', CHANNEL],
  ['someone else of the channel', 'U0MALLORY', CHANNEL],
  ['someone of the channel, from elsewhere', 'U0MALLORY', ELSEWHERE],
])('%s asks for the same anew, in their own name and where they type', async (_who, person, channel) => {
  const id = await world.request(askedIn(), prepared());
  const before = await world.load(id);
  const anew = await askedAgain(person, channel, id);
  expect(anew).toMatchObject({
    state: 'asked',
    requester: { slackId: person },
    place: { team: 'T0ACME', channel },
    ask: before?.ask ?? {},
  });
  expect(anew.plan).toBeUndefined();
  expect(await world.shown.responseUrl(anew.id)).toContain(world.slack.url);
  expect(await world.load(id)).toEqual(before);
});

test('a stranger to the channel hears nothing of what was asked there', async () => {
  const id = await world.request(askedIn(PRIVATE), prepared());
  const before = await all();
  const told = await world.answered('U0MALLORY', CHANNEL, `/debug again ${id}`);
  expect(told).toContain(`the members of its channel can ask about the request ${id} from here`);
  expect(await all()).toHaveLength(before.length);
});

test('whoever breaks the glass says why in their own words', async () => {
  const asked = askedIn();
  if (asked.type !== 'asked') throw new Error('it was not asked');
  const ask = { ...asked.ask, breakGlass: true, reason: 'checkout is down' } as const;
  const id = await world.request({ ...asked, ask }, prepared(undefined, brokenPlan()));
  expect(await world.answered('U0BOB', CHANNEL, `/debug again ${id}`)).toContain(
    `Alice broke the glass for the request ${id}`,
  );
  expect((await askedAgain('U0ALICE', CHANNEL, id)).ask).toEqual(ask);
});

test('what is not there, and someone whom Slack does not tell, is told', async () => {
  expect(await world.answered('U0ALICE', CHANNEL, '/debug again 0000000000')).toContain(
    'I keep no request 0000000000',
  );
  const id = await world.request(askedIn(), prepared());
  await world.fault('users.info', { error: 'user_not_found' });
  expect(await world.answered('U0ALICE', CHANNEL, `/debug again ${id}`)).toContain(
    'Slack did not tell me who you are',
  );
});
