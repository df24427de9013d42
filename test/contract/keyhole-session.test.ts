import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { releaseCommand } from '../../src/domain/container/holder.ts';
import { podOnce, runningPod } from './pods.ts';
import { collected, openSession } from './session.ts';
import type { SessionWorld } from './session.ts';
import { until } from './wire.ts';

let world: SessionWorld;
let namespace: string;

beforeAll(async () => {
  world = await openSession('session');
  ({ namespace } = world);
});

afterAll(() => world?.close());

describe('a session', () => {
  test('add, add again, run, report, release', async () => {
    const pod = await world.pod();
    const requestId = 'whole00001';
    const debug = world.container(requestId);
    const where = { namespace, pod, container: debug.name };
    expect(await world.cluster.addContainer({ namespace, pod, container: debug })).toEqual({ kind: 'added' });
    expect(await world.cluster.addContainer({ namespace, pod, container: debug })).toEqual({ kind: 'added' });

    const first = collected();
    const outcome = await world.cluster.execWhenRunning({
      ...where,
      ...first,
      pod: pod.name,
      podUid: pod.uid,
      argv: ['sh', '-c', 'echo $KEYHOLE_REQUEST; id -u; echo to-err >&2; exit 7'],
      timeoutMs: 20_000,
      startTimeoutMs: world.subject.patienceMs,
    });
    expect([outcome, first.got]).toEqual([
      { kind: 'exited', code: 7 },
      { out: `${requestId}\n65532\n`, err: 'to-err\n' },
    ]);

    const missing = { ...where, ...collected(), pod: pod.name, argv: ['nonesuch'], timeoutMs: 20_000 };
    expect((await world.cluster.exec(missing)).kind).toBe('could-not-start');

    const running = await until(
      () => world.cluster.report(where),
      (one) => one.kind === 'reported' && one.report.state.kind === 'running',
      world.subject.patienceMs,
      100,
    );
    expect(running).toMatchObject({ report: { name: debug.name, image: world.subject.image, restarts: 0 } });

    const release = { ...where, argv: releaseCommand(requestId) };
    expect(await world.cluster.release(release)).toEqual({ kind: 'released' });
    await until(
      () => world.cluster.release(release),
      (one) => one.kind === 'gone',
      world.subject.patienceMs,
      200,
    );
    const over = await until(
      () => world.cluster.report(where),
      (one) => one.kind === 'reported' && one.report.state.kind === 'terminated',
      world.subject.patienceMs,
      100,
    );
    expect(over).toMatchObject({ report: { state: { reason: 'Completed', exitCode: 0 } } });
    expect((await world.pod()).restarts).toBe(0);
  });

  test('an image that can never be named ends the wait at once, with a sentence', async () => {
    const pod = await world.pod();
    const debug = world.container('badimage01', { image: 'BusyBox:latest' });
    await world.cluster.addContainer({ namespace, pod, container: debug });
    const outcome = await world.cluster.execWhenRunning({
      ...collected(),
      namespace,
      pod: pod.name,
      podUid: pod.uid,
      container: debug.name,
      argv: ['true'],
      timeoutMs: 20_000,
      startTimeoutMs: world.subject.patienceMs,
    });
    expect(outcome).toEqual({ kind: 'never-started', sentence: expect.stringContaining('BusyBox:latest') });
  });

  test('leaves an Event on the pod, once however often it is written', async () => {
    const pod = await world.pod();
    const message = 'A session of the contract suite.';
    const event = {
      namespace,
      pod,
      container: 'keyhole-x',
      name: 'keyhole-contract.started',
      reason: 'KeyholeSessionStarted',
      message,
    };
    expect(await world.cluster.recordEvent(event)).toEqual({ kind: 'recorded' });
    expect(await world.cluster.recordEvent(event)).toEqual({ kind: 'recorded' });
    const { body } = await world.subject.wire.request('GET', `/api/v1/namespaces/${namespace}/events`);
    const written = (body as { items: { message?: string }[] }).items.filter(
      (one) => one.message === message,
    );
    expect(written).toHaveLength(1);
  });
});

describe('when the pod is gone', () => {
  test('the report and the release say so', async () => {
    await runningPod(world.subject, 'passing');
    const pod = await world.found({ kind: 'pod', name: 'passing' });
    const debug = world.container('passing001');
    await world.cluster.addContainer({ namespace, pod, container: debug });
    await podOnce(
      world.subject,
      namespace,
      'passing',
      ({ status }) => (status.ephemeralContainerStatuses?.length ?? 0) > 0,
    );
    await world.subject.wire.request('DELETE', `/api/v1/namespaces/${namespace}/pods/passing`);
    const where = { namespace, pod, container: debug.name };
    const gone = await until(
      () => world.cluster.report(where),
      (one) => one.kind === 'gone',
      world.subject.patienceMs,
      200,
    );
    expect(gone).toMatchObject({ kind: 'gone' });
    expect(await world.cluster.release({ ...where, argv: releaseCommand('passing001') })).toEqual({
      kind: 'gone',
    });
  });
});
