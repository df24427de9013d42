import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { KeyholeError } from '../../../src/errors.ts';
import { freeze, unfreeze } from '../../../src/slack/commands/freeze.ts';
import type { Gateway } from '../../../src/slack/gateway.ts';
import type { Message } from '../../../src/slack/messages/blocks.ts';
import { createLogger } from '../../../src/logger.ts';
import { testPolicy } from '../../helpers/policy.ts';
import { BOB, prepared, reviewed, RUNNING } from '../../helpers/request.ts';
import { until } from '../../sandbox/slack/support.ts';
import { type GatewayWorld, startGatewayWorld } from '../actions/gateway-world.ts';
import { read } from '../messages/shown.ts';
import { askedIn, CHANNEL } from '../slack-world.ts';

const POLICY = testPolicy({}, { admins: ['sre'] });
/** A channel that the bot is no member of. */
const ELSEWHERE = 'C0GENERAL';

describe('in a workspace', () => {
  let world: GatewayWorld;

  beforeAll(async () => {
    world = await startGatewayWorld(() => POLICY);
  });

  afterEach(() => world.freeze.clear());
  afterAll(() => world.stop());

  /** Types a command, and waits for what everybody in the channel is told. */
  async function aloud(who: string, channel: string, text: string, fits: RegExp) {
    const before = new Set((await world.person('U0ALICE').read(channel)).map(({ ts }) => ts));
    await world.person(who).type(channel, text);
    return world
      .person('U0ALICE')
      .waitFor(channel, String(fits), (messages) =>
        messages.find((each) => !before.has(each.ts) && !each.ephemeral && fits.test(JSON.stringify(each))),
      );
  }

  test('an admin freezes: everybody hears it, and all that is open is stopped', async () => {
    const pending = await world.request(askedIn(), prepared());
    const active = await world.request(askedIn(), ...RUNNING.slice(1));
    const denied = await world.request(askedIn(), prepared(), reviewed(BOB, 'deny'));
    await aloud(
      'U0BOB',
      CHANNEL,
      "/debug freeze it's leaking",
      /is frozen\.[\s\S]*it's leaking[\s\S]*2 open requests were stopped/,
    );
    for (const id of [pending, active])
      expect(await world.load(id)).toMatchObject({
        state: 'ended',
        outcome: 'stopped',
        endedBy: { slackId: 'U0BOB' },
        sentence: expect.stringContaining('Keyhole was frozen by'),
      });
    expect(await world.load(denied)).toMatchObject({ outcome: 'denied' });
    expect(await world.freeze.read()).toMatchObject({ by: { slackId: 'U0BOB' }, reason: "it's leaking" });
    expect(world.log.join('')).toMatch(/"reason":"it's leaking".*"msg":"frozen"/);
  });

  test('whoever asks meanwhile is told by whom, and nothing is written down; after it is taken back asks are taken', async () => {
    await aloud('U0BOB', ELSEWHERE, '/debug freeze', /is frozen/);
    const told = await world.answered('U0ALICE', CHANNEL, '/debug pod api busybox');
    expect(told).toMatch(/Keyhole is frozen, so I did not take this.*Bob/i);
    expect(
      await world.answered('U0ALICE', CHANNEL, '/debug pod api busybox --break-glass --reason x'),
    ).toContain('is frozen');
    await aloud('U0BOB', ELSEWHERE, '/debug unfreeze', /goes on/);
    expect(await world.freeze.read()).toBeUndefined();
    const before = (await world.requests.unsettled()).length;
    await world.person('U0ALICE').type(CHANNEL, '/debug pod api busybox');
    await until('the request', async () =>
      (await world.requests.unsettled()).length > before ? true : undefined,
    );
  });

  test('the second to freeze is told who was first, and changes nothing', async () => {
    await aloud('U0BOB', CHANNEL, '/debug freeze first', /is frozen/);
    expect(await world.answered('U0BOB', CHANNEL, '/debug freeze second')).toMatch(
      /frozen already[\s\S]*first/,
    );
    expect(await world.freeze.read()).toMatchObject({ reason: 'first' });
  });

  test.each(['freeze', 'unfreeze'])('%s is for admins alone', async (verb) => {
    expect(await world.answered('U0ALICE', CHANNEL, `/debug ${verb}`)).toContain(
      'Only sre may freeze Keyhole',
    );
    expect(await world.freeze.read()).toBeUndefined();
  });

  test('unfreezing what is not frozen says so', async () => {
    expect(await world.answered('U0BOB', CHANNEL, '/debug unfreeze')).toContain('Keyhole is not frozen');
  });

  test('a slip freezes nothing', async () => {
    expect(await world.answered('U0BOB', CHANNEL, '/debug frezee')).toContain(
      'Did you mean `/debug freeze`?',
    );
    expect(await world.freeze.read()).toBeUndefined();
  });

  test('who Slack does not tell freezes nothing', async () => {
    await world.fault('users.info', { error: 'user_not_found' });
    expect(await world.answered('U0BOB', CHANNEL, '/debug freeze')).toContain(
      'Slack did not tell me who you are',
    );
    expect(await world.freeze.read()).toBeUndefined();
  });
});

describe('with a store that fails', () => {
  const away = () => Promise.reject(new KeyholeError('redis-failed', 'away'));

  function scripted(parts: Partial<Gateway['freeze']>, unsettled: () => Promise<readonly string[]>) {
    const said: string[] = [];
    const gateway = {
      policy: () => POLICY,
      people: async () => BOB,
      freeze: { read: async () => undefined, write: async () => undefined, clear: away, ...parts },
      requests: { unsettled },
      logger: createLogger({ level: 'silent', secrets: [], destination: { write: () => undefined } }),
      now: () => 0,
    } as unknown as Gateway;
    return {
      said,
      gateway,
      slackId: 'U0BOB',
      reply: async (message: Message | string) =>
        void said.push(typeof message === 'string' ? message : read(message)),
      aloud: async (message: Message) => void said.push(read(message)),
    };
  }

  test('nobody is told that it is frozen', async () => {
    const { said, gateway, ...rest } = scripted({ write: away }, async () => []);
    await freeze(gateway, rest);
    expect(said).toEqual([
      expect.stringContaining('store does not answer, so I cannot tell whether that counted'),
    ]);
  });

  test('that comes after it was written, it is frozen and the rest goes on by itself', async () => {
    const { said, gateway, ...rest } = scripted({}, away);
    await freeze(gateway, rest);
    expect(said).toEqual([expect.stringMatching(/is frozen\.[\s\S]*What is open is being stopped\./)]);
  });

  test('nobody is told that it goes on', async () => {
    const { said, gateway, ...rest } = scripted({ read: async () => ({ by: BOB, at: 0 }) }, async () => []);
    await unfreeze(gateway, rest);
    expect(said).toEqual([expect.stringContaining('type it again')]);
  });

  test('any other failure is not taken for that', async () => {
    const { gateway, ...rest } = scripted({ read: () => Promise.reject(new Error('a bug')) }, async () => []);
    await expect(freeze(gateway, rest)).rejects.toThrow('a bug');
  });
});
