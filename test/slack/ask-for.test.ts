import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Ask } from '../../src/domain/asking/ask.ts';
import { requestIdFrom } from '../../src/domain/request/request-id.ts';
import { askFor } from '../../src/slack/ask-for.ts';
import type { Gateway } from '../../src/slack/gateway.ts';
import { testPolicy } from '../helpers/policy.ts';
import { ALICE, ASK, BOB, CAROL, prepared, reviewed } from '../helpers/request.ts';
import { read } from './messages/shown.ts';
import { askedIn, CHANNEL, type SlackWorld, startSlackWorld } from './slack-world.ts';

const POLICY = testPolicy(
  {},
  { fairUse: { openPerPerson: 2, coolDown: { denials: 2, within: '10m', lasts: '5m' } } },
);
const GLASS: Ask = { ...ASK, breakGlass: true, reason: 'down' };

let world: SlackWorld;
let made = 0;
let now: number;
let requester = ALICE;

beforeAll(async () => {
  world = await startSlackWorld();
});

afterAll(() => world.stop());

beforeEach(() => {
  now = Date.now();
  made += 1;
  // Each test has someone of its own, with nothing open and nothing denied.
  requester = { slackId: `U0TEST${made}`, name: 'Tess' };
});

/** Asks, and gives what they were told, or the request. */
async function ask(what: Ask = ASK, id = requestIdFrom(`ask ${(made += 1)}`)) {
  const told: string[] = [];
  const { requests, shown, freeze, logger } = world;
  const gateway = {
    requests,
    shown,
    freeze,
    logger,
    policy: () => POLICY,
    people: async () => requester,
    now: () => now,
  };
  await askFor(gateway as unknown as Gateway, {
    ask: what,
    slackId: requester.slackId,
    place: { team: 'T0ACME', channel: CHANNEL },
    id,
    responseUrl: 'http://127.0.0.1/',
    reply: async (message) => void told.push(typeof message === 'string' ? message : read(message)),
  });
  return { id, told, request: await requests.load(id) };
}

async function denied() {
  const id = requestIdFrom(`denied ${(made += 1)}`);
  await world.write(
    id,
    { ...askedIn(), requester } as ReturnType<typeof askedIn>,
    prepared(),
    reviewed(BOB, 'deny'),
  );
}

test('an ask becomes a request, and a redelivery of it nothing', async () => {
  const { id, told, request } = await ask();
  expect(told).toEqual([]);
  expect(request).toMatchObject({ state: 'asked', requester });
  expect(await ask(ASK, id)).toMatchObject({ told: [], request: { version: 1 } });
});

describe('as many open as one person may have', () => {
  test('are taken, and no more until one ends', async () => {
    const first = await ask();
    await ask();
    const third = await ask();
    expect(third.told).toEqual([
      expect.stringContaining('You have 2 requests open, and one person may have no more'),
    ]);
    expect(third.request).toBeUndefined();
    await world.requests.change(first.id, { type: 'cancelled', by: requester });
    expect((await ask()).request).toMatchObject({ state: 'asked' });
  });

  test('of another person do not count', async () => {
    await ask();
    await ask();
    requester = { ...CAROL, slackId: `U0OTHER${made}` };
    expect((await ask()).request).toMatchObject({ state: 'asked' });
  });

  test('do not stop an emergency', async () => {
    await ask();
    await ask();
    expect((await ask(GLASS)).request).toMatchObject({ state: 'asked', ask: { breakGlass: true } });
  });
});

describe('repeated denials', () => {
  test('make them wait, with the time when it is over', async () => {
    await denied();
    expect((await ask()).told).toEqual([]);
    await denied();
    const { told, request } = await ask();
    expect(told).toEqual([
      expect.stringMatching(/^2 of your requests were denied within 10 min, .*ask again from .*UTC/),
    ]);
    expect(request).toBeUndefined();
  });

  test('are over after the time', async () => {
    await denied();
    await denied();
    now += 5 * 60_000 + 1_000;
    expect((await ask()).request).toMatchObject({ state: 'asked' });
  });

  test('do not stop an emergency', async () => {
    await denied();
    await denied();
    expect((await ask(GLASS)).request).toMatchObject({ state: 'asked' });
  });
});
