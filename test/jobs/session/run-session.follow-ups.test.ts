import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readCommand } from '../../../src/domain/asking/command.ts';
import type { Event } from '../../../src/domain/request/request.ts';
import { testPolicy } from '../../helpers/policy.ts';
import { ALICE, ASKED, BOB, ID, LEASE, MALLORY, prepared, STARTS, testPlan } from '../../helpers/request.ts';
import { stillStarting, takes, takesForever } from '../../helpers/scripted-cluster.ts';
import { FIRST_LOOK, FIRST_LOOK_APPROVED, type SessionWorld, sessionWorld } from './session-world.ts';

const SRE = [{ from: ['sre'], count: 1 }];
/** Which commands run at once, and which wait. */
const POLICY = testPolicy({ commands: { allow: ['ps *', 'df *'], review: ['cat *'], otherwise: 'refuse' } });
const OPEN: readonly Event[] = [
  ...FIRST_LOOK_APPROVED,
  ...STARTS,
  {
    type: 'run-ended',
    run: 0,
    lease: LEASE,
    verdict: { kind: 'exited', code: 0 },
    output: { bytes: 0, cutBytes: 0, redactions: 0 },
  },
];

function asks(text: string, needs: { from: string[]; count: number }[] = [], by = ALICE) {
  const reading = readCommand(text);
  if (reading.kind === 'invalid') throw new Error(reading.sentence);
  const { command } = reading;
  return { type: 'run-asked', by, command, origin: text, needs } as const satisfies Event;
}

function approves(run: number, reviewer = BOB): Event {
  return { type: 'run-reviewed', run, review: { reviewer, decision: 'approve', groups: ['sre'], at: 0 } };
}

let world: SessionWorld;
const run = (signal?: AbortSignal, policy = POLICY) => world.run(signal, policy);
const handedOver = () => world.cluster.execWhenRunning.mock.calls.map(([{ argv }]) => argv);

beforeEach(() => {
  world = sessionWorld();
});

afterEach(() => world.stop());

describe('commands in an open session', () => {
  test('run in the order in which they were asked for, each once, and the session stays open', async () => {
    await world.bring(...OPEN, asks('ps aux'), asks('df -h'));
    world.cluster.execWhenRunning.mockImplementation(takes({ kind: 'exited', code: 3 }, 'hello\n'));
    await run();
    await run();
    expect(handedOver()).toEqual([
      ['ps', 'aux'],
      ['df', '-h'],
    ]);
    expect(world.cluster.addContainer).not.toHaveBeenCalled();
    expect(await world.outputs.read(ID, 2)).toEqual([{ stream: 'out', text: 'hello\n' }]);
    expect(await world.record()).toMatchObject({
      state: 'active',
      runs: [{}, { verdict: { kind: 'exited', code: 3 } }, { verdict: { kind: 'exited', code: 3 } }],
    });
  });

  test('that come while another runs are run by the same job', async () => {
    await world.bring(...OPEN, asks('ps aux'));
    world.rightAfter('run-started', () => world.bring(asks('df -h')));
    await run();
    expect(handedOver()).toEqual([
      ['ps', 'aux'],
      ['df', '-h'],
    ]);
  });

  test('wait for their review without holding up what comes after', async () => {
    await world.bring(...OPEN, asks('cat /etc/hosts', SRE), asks('ps aux'));
    await run();
    expect(handedOver()).toEqual([['ps', 'aux']]);
    await world.bring(approves(1));
    await run();
    expect(handedOver()).toEqual([
      ['ps', 'aux'],
      ['cat', '/etc/hosts'],
    ]);
  });

  test('are judged anew: by the policy as it is, and who approved must still be one who may', async () => {
    await world.bring(...OPEN, asks('ps aux'), asks('cat x', SRE), approves(2, MALLORY), asks('df -h'));
    const stricter = testPolicy({ commands: { review: ['cat *'], allow: ['df *'], otherwise: 'refuse' } });
    await run(undefined, stricter);
    expect(handedOver()).toEqual([['df', '-h']]);
    expect((await world.record()).runs.slice(1, 3)).toMatchObject([
      { verdict: { kind: 'could-not-start', sentence: 'The rule "shop" does not let `ps aux` run.' } },
      { verdict: { kind: 'could-not-start', sentence: expect.stringContaining('may no longer do so') } },
    ]);
  });

  test('are told from what was typed, not from what the record says it comes to', async () => {
    const command = { text: 'ps aux', argv: ['rm', '-rf', '/'] };
    await world.bring(...OPEN, { ...asks('ps aux'), command });
    await run();
    expect(handedOver()).toEqual([['ps', 'aux']]);
  });

  test('do not run while Keyhole is frozen, nor when the session could not start any more', async () => {
    await world.bring(...OPEN, asks('ps aux'));
    await run(undefined, testPolicy({ requesters: ['sre'] }));
    expect((await world.record()).runs[1]).toMatchObject({
      verdict: { sentence: expect.stringContaining('The policy no longer allows it') },
    });
    await world.freeze.write({ by: BOB, at: 0 });
    await world.bring(asks('df -h'));
    await run();
    expect((await world.record()).runs[2]).toMatchObject({
      verdict: { sentence: expect.stringContaining('Keyhole was frozen by Bob') },
    });
    expect(handedOver()).toEqual([]);
  });

  test('end with the session: what never began is handed to nobody', async () => {
    await world.bring(...OPEN, asks('cat x', SRE), { type: 'ended', outcome: 'completed', by: ALICE });
    await run();
    expect(handedOver()).toEqual([]);
    expect((await world.record()).runs[1]).not.toHaveProperty('verdict');
  });

  test('of whoever else may run them are run as the cluster sees them', async () => {
    const clusters = {
      sandbox: {
        context: 'sandbox',
        aliases: [],
        defaultNamespace: 'shop',
        impersonate: { groups: ['dev'] },
      },
    };
    const policy = testPolicy({ approvals: [], alsoRun: ['on-call'] }, { clusters });
    const actAs = { user: 'alice@example.com', groups: ['dev'] };
    await world.bring(
      { ...ASKED, ask: FIRST_LOOK },
      prepared(policy, testPlan(policy, ID, FIRST_LOOK, { actAs })),
      { type: 'card-posted' },
      ...OPEN.slice(FIRST_LOOK_APPROVED.length),
      asks('ps aux', [], BOB),
    );
    await run(undefined, policy);
    expect(handedOver()).toEqual([['ps', 'aux']]);
    expect(world.cluster.as).toHaveBeenLastCalledWith({ user: 'bob@example.com', groups: ['dev'] });
  });
});

describe('a worker', () => {
  test('that has nothing to do takes nobody the session away', async () => {
    const { version, lease } = await world.bring(...OPEN);
    await run();
    expect(await world.record()).toMatchObject({ version, lease });
  });

  test('that was lost while a command ran: nothing runs it again, and what waits never runs', async () => {
    await world.bring(...OPEN, asks('ps aux'), asks('df -h'), { type: 'run-started', run: 1, lease: LEASE });
    await run();
    expect(handedOver()).toEqual([]);
    expect(await world.record()).toMatchObject({
      outcome: 'interrupted',
      runs: [{}, { verdict: { kind: 'unknown' } }, {}],
    });
  });

  test('that stops before the cluster got the command leaves it to the next one', async () => {
    const stop = new AbortController();
    await world.bring(...OPEN, asks('ps aux'));
    world.cluster.execWhenRunning.mockImplementationOnce(stillStarting(() => stop.abort()));
    await expect(run(stop.signal)).rejects.toMatchObject({ code: 'stopping' });
    expect((await world.record()).runs[1]).not.toHaveProperty('startedAt');
    await run();
    expect((await world.record()).runs[1]).toMatchObject({ verdict: { kind: 'exited', code: 0 } });
  });
});

describe('a run that someone stops', () => {
  const stops: Event = { type: 'run-stopped', run: 1, by: BOB };

  test('ends soon with what it left, and the next one runs', async () => {
    await world.bring(...OPEN, asks('ps aux'), asks('df -h'));
    world.cluster.execWhenRunning.mockImplementationOnce(takesForever(() => world.bring(stops)));
    await run();
    expect(world.cluster.exec).toHaveBeenCalledTimes(1);
    expect(world.cluster.exec.mock.calls[0]?.[0].argv).toContain('keyhole-end-commands');
    expect(await world.record()).toMatchObject({
      state: 'active',
      runs: [{}, { stoppedBy: BOB, verdict: { kind: 'stopped' } }, { verdict: { kind: 'exited', code: 0 } }],
    });
  }, 5_000);

  test('says so where what it left could not be ended', async () => {
    await world.bring(...OPEN, asks('ps aux'));
    world.cluster.execWhenRunning.mockImplementationOnce(takesForever(() => world.bring(stops)));
    world.cluster.exec.mockImplementation(async () => ({ kind: 'exited', code: 1 }));
    await run();
    expect((await world.record()).runs[1]).toMatchObject({
      verdict: { kind: 'stopped', sentence: expect.stringContaining('may still run') },
    });
  }, 5_000);

  test('right before it is handed over is not, and the next one runs', async () => {
    await world.bring(...OPEN, asks('ps aux'), asks('df -h'));
    world.rightAfter('run-started', () => world.bring(stops));
    world.cluster.execWhenRunning.mockImplementation(async (options) =>
      (await options.mayStart?.()) === false
        ? { kind: 'aborted', handedOver: false }
        : takes({ kind: 'exited', code: 0 })(options),
    );
    await run();
    expect((await world.record()).runs.slice(1)).toMatchObject([
      { verdict: { kind: 'stopped' } },
      { verdict: { kind: 'exited' } },
    ]);
  });

  test('before its turn came is skipped', async () => {
    await world.bring(...OPEN, asks('ps aux'), asks('df -h'));
    world.rightAfter('starting', () => world.bring(stops));
    await run();
    expect(handedOver()).toEqual([['df', '-h']]);
  });
});
