import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { requestIdFrom } from '../../../src/domain/request/request-id.ts';
import type { Choice, Event } from '../../../src/domain/request/request.ts';
import { ACTION } from '../../../src/slack/messages/action-ids.ts';
import { ALICE, BOB, prepared, reviewed } from '../../helpers/request.ts';
import { until } from '../../sandbox/slack/support.ts';
import { askedIn, CHANNEL, privateOf } from '../slack-world.ts';
import { type GatewayWorld, startGatewayWorld } from './gateway-world.ts';

const CHOICES: readonly Choice[] = [
  { label: 'api-7f9c6d5b84-x2k4p', change: { wanted: { kind: 'pod', name: 'api-7f9c6d5b84-x2k4p' } } },
  { label: 'Ask with the profile baseline', change: { profile: 'baseline' } },
  { label: 'Use keyhole-0123456789, which still runs', change: { reuse: 'keyhole-0123456789' } },
];
const TEXTS = ['pod api-7f9c6d5b84-x2k4p busybox', '--profile baseline', '--reuse keyhole-0123456789'];
const CHOOSE = `${ACTION.choose}0`;

let world: GatewayWorld;

beforeAll(async () => {
  world = await startGatewayWorld();
});

afterAll(() => world.stop());

const newIdOf = (id: string, index: number) => requestIdFrom(`${id} ${index}`);
const pending = (): Event => ({ ...(prepared() as Extract<Event, { type: 'prepared' }>), choices: CHOICES });

async function typesOf(id: string): Promise<readonly string[]> {
  return (await world.requests.journal(id)).map(({ type }) => type);
}

/** Waits until every click so far was dealt with: Slack hands them on in order. */
async function clicksAreOver(): Promise<void> {
  await world.told('U0ALICE', await world.post(ACTION.approve, 'nonsense'));
}

describe('a choice in the answer to a refused ask', () => {
  let id: string;

  beforeEach(async () => {
    id = await world.request(askedIn(), { type: 'refused', sentence: 'Which one?', choices: CHOICES });
  });

  test.each([...CHOICES.entries()])(
    '%i asks anew with its change alone, in the same place',
    async (index, { change }) => {
      await world.click('U0ALICE', await world.post(CHOOSE, `${id} ${index}`, 'U0ALICE'));
      const asked = await until('the new request', () => world.load(newIdOf(id, index)));
      const before = await world.load(id);
      expect(asked).toMatchObject({
        state: 'asked',
        requester: { slackId: 'U0ALICE' },
        place: { channel: CHANNEL },
      });
      expect({ ...asked.ask, text: '' }).toEqual({ ...before?.ask, ...change, text: '' });
      expect(asked.ask.text).toContain(TEXTS[index]);
      expect(await world.shown.responseUrl(asked.id)).toContain(`${world.slack.url}/actions/`);
    },
  );

  test('twice asks once', async () => {
    const button = await world.post(CHOOSE, `${id} 0`, 'U0ALICE');
    await Promise.all([world.click('U0ALICE', button), world.click('U0ALICE', button)]);
    await until('the new request', () => world.load(newIdOf(id, 0)));
    await clicksAreOver();
    expect(await typesOf(newIdOf(id, 0))).toEqual(['asked']);
  });

  test.each(['', '3', '-1', '0 1', '00000', 'api', '1e0'])(
    'that was not offered asks nothing: "%s"',
    async (index) => {
      const button = await world.post(CHOOSE, `${id} ${index}`);
      expect(await world.told('U0ALICE', button)).toContain('This choice is no longer offered');
      expect(await world.load(requestIdFrom(`${id} ${index}`))).toBeUndefined();
    },
  );

  test('is for who asked alone', async () => {
    const button = await world.post(CHOOSE, `${id} 0`);
    expect(await world.told('U0BOB', button)).toContain('Only Alice can change what was asked for');
    expect(await world.load(newIdOf(id, 0))).toBeUndefined();
  });

  test('of a request without choices asks nothing', async () => {
    const other = await world.request(askedIn());
    const button = await world.post(CHOOSE, `${other} 0`);
    expect(await world.told('U0ALICE', button)).toContain('This choice is no longer offered');
  });
});

describe('a choice on the card of a pending request', () => {
  let id: string;

  beforeEach(async () => {
    id = await world.request(askedIn(), pending());
  });

  test('takes that one back and asks anew', async () => {
    await world.click('U0ALICE', await world.post(CHOOSE, `${id} 2`));
    const asked = await until('the new request', () => world.load(newIdOf(id, 2)));
    expect(asked.ask.reuse).toBe('keyhole-0123456789');
    expect(await world.load(id)).toMatchObject({
      state: 'ended',
      outcome: 'cancelled',
      endedBy: { slackId: 'U0ALICE' },
    });
  });

  test('twice at once takes back and asks once, and nobody hears of a failure', async () => {
    const button = await world.post(CHOOSE, `${id} 2`);
    const before = await privateOf(world.person('U0ALICE'));
    await Promise.all([world.click('U0ALICE', button), world.click('U0ALICE', button)]);
    await until('the new request', () => world.load(newIdOf(id, 2)));
    await clicksAreOver();
    expect(await typesOf(id)).toEqual(['asked', 'prepared', 'cancelled']);
    expect(await typesOf(newIdOf(id, 2))).toEqual(['asked']);
    // One more: the answer that `clicksAreOver` waits for.
    expect(await privateOf(world.person('U0ALICE'))).toHaveLength(before.length + 1);
  });

  test('goes on where a first click got no further than taking it back', async () => {
    await world.write(id, { type: 'cancelled', by: ALICE });
    await world.click('U0ALICE', await world.post(CHOOSE, `${id} 1`));
    expect((await until('the new request', () => world.load(newIdOf(id, 1)))).ask.profile).toBe('baseline');
  });

  test("someone else's click changes nothing", async () => {
    expect(await world.told('U0BOB', await world.post(CHOOSE, `${id} 2`))).toContain('Only Alice can change');
    expect(await world.load(id)).toMatchObject({ state: 'pending', version: 2 });
  });

  test.each<[string, Event]>([
    ['denied', reviewed(BOB, 'deny')],
    ['approved', reviewed(BOB, 'approve')],
  ])('too late, as it is %s, asks nothing', async (outcome, review) => {
    await world.write(id, review);
    expect(await world.told('U0ALICE', await world.post(CHOOSE, `${id} 2`))).toContain(
      `${outcome} by Bob already`,
    );
    expect(await world.load(newIdOf(id, 2))).toBeUndefined();
    expect(await typesOf(id)).toEqual(['asked', 'prepared', 'reviewed']);
  });
});
