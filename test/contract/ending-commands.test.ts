import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { DebugContainerOptions } from '../../src/domain/container/debug-container.ts';
import { endCommandsCommand, releaseCommand } from '../../src/domain/container/holder.ts';
import type { FoundPod } from '../../src/kubernetes/cluster.ts';
import { debugContainerOnce } from './pods.ts';
import { collected, openSession } from './session.ts';
import type { SessionWorld } from './session.ts';
import { until } from './wire.ts';

let world: SessionWorld;
let namespace: string;
let pod: FoundPod;

beforeAll(async () => {
  world = await openSession('ending');
  ({ namespace } = world);
  pod = await world.pod();
});

afterAll(() => world?.close());

/** A session's container that runs, and a way to run commands in it. */
async function session(requestId: string, more: Partial<DebugContainerOptions> = {}) {
  const container = world.container(requestId, more);
  await world.cluster.addContainer({ namespace, pod, container });
  const where = { namespace, pod: pod.name, podUid: pod.uid, container: container.name };
  const run = async (argv: readonly string[], timeoutMs = 30_000) => {
    const { got, onOutput } = collected();
    const startTimeoutMs = world.subject.patienceMs;
    const outcome = await world.cluster.execWhenRunning({
      ...where,
      argv,
      onOutput,
      timeoutMs,
      startTimeoutMs,
    });
    return { outcome, ...got };
  };
  const processes = async (): Promise<string> => (await run(['ps', '-o', 'args'])).out;
  return { name: container.name, run, processes };
}

const profiles: [string, Partial<DebugContainerOptions>][] = [
  ['restricted, beside its target', {}],
  ['baseline, beside its target', { profile: { name: 'baseline', base: 'baseline' } }],
  ['general, beside its target', { profile: { name: 'general', base: 'general' } }],
  ['sysadmin, beside its target', { profile: { name: 'sysadmin', base: 'sysadmin' } }],
];

describe('ending what a command left running', () => {
  test.each(profiles)('%s', async (what, more) => {
    const requestId = `ending${what.slice(0, 4)}`;
    const { name, run, processes } = await session(requestId, more);
    const leave = `sleep 4${name.length} & (trap "" TERM HUP INT; sleep 4801) & nohup sh -c "sleep 4802; true" & `;
    const timedOut = await run(['sh', '-c', `${leave} setsid sleep 4803 & exec sleep 4804`], 2_000);
    expect(timedOut.outcome.kind).toBe('timed-out');
    expect(await processes()).toMatch(/sleep 4804/);
    expect(await run(endCommandsCommand(requestId))).toEqual({
      outcome: { kind: 'exited', code: 0 },
      out: '',
      err: '',
    });
    const left = await processes();
    expect(left).not.toMatch(/sleep 4/);
    // The holder waits on, and so does the target.
    expect(left).toContain('keyhole waits here;');
    expect(left).toMatch(/^sleep 3600$/m);
    expect((await run(['echo', 'still here'])).out).toBe('still here\n');
    const { restarts, ready } = await world.pod();
    expect([restarts, ready]).toEqual([0, true]);
  });

  test('again when nothing is left', async () => {
    const { run } = await session('endingnone');
    const code = { kind: 'exited', code: 0 };
    expect((await run(endCommandsCommand('endingnone'))).outcome).toEqual(code);
    expect((await run(endCommandsCommand('endingnone'))).outcome).toEqual(code);
  });

  test('not those of another session beside the same target', async () => {
    const [first, second] = await Promise.all([session('endingone1'), session('endingtwo2')]);
    await first.run(['sh', '-c', 'sleep 5901 >/dev/null 2>&1 &']);
    await second.run(['sh', '-c', 'sleep 5902 >/dev/null 2>&1 &']);
    expect((await first.run(endCommandsCommand('endingone1'))).outcome).toEqual({ kind: 'exited', code: 0 });
    const left = await second.processes();
    expect([/sleep 5901/.test(left), /sleep 5902/.test(left)]).toEqual([false, true]);
  });
});

describe('the end of the holder', () => {
  test('ends all else in the container, and nothing of the target', async () => {
    const { name, run } = await session('endingall0');
    const beside = await session('endingsee0');
    await run(['sh', '-c', '(trap "" TERM HUP INT; sleep 6901) >/dev/null 2>&1 &']);
    expect(await beside.processes()).toMatch(/sleep 6901/);
    const running = run(['sleep', '6902'], 60_000);
    await until(beside.processes, (seen) => seen.includes('sleep 6902'), world.subject.patienceMs, 200);
    await run(releaseCommand('endingall0'));
    // A command that was under way ends by the runtime's KILL.
    expect((await running).outcome).toMatchObject({ kind: 'exited', code: 137 });
    const status = await debugContainerOnce(
      world.subject,
      namespace,
      pod.name,
      name,
      ({ state }) => state.terminated !== undefined,
    );
    expect(status.state.terminated).toMatchObject({ exitCode: 0, reason: 'Completed' });
    const left = await beside.processes();
    expect(left).not.toMatch(/sleep 690/);
    expect(left).toMatch(/^sleep 3600$/m);
    expect((await world.pod()).restarts).toBe(0);
  });

  test('comes by itself at the limit', async () => {
    const { name } = await session('endinglim0', { limitSeconds: 3 });
    const over = ({ state }: { state: { terminated?: object } }): boolean => state.terminated !== undefined;
    const status = await debugContainerOnce(world.subject, namespace, pod.name, name, over);
    expect(status.state.terminated).toMatchObject({ exitCode: 0, reason: 'Completed' });
  });
});
