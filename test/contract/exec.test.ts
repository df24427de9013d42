import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { addDebugContainer, debugContainerOnce, podPath, runningPod } from './pods.ts';
import { openSubject } from './subject.ts';
import type { Subject } from './subject.ts';
import { channelText, shellPath, until } from './wire.ts';
import type { ExecAnswer, ExecOptions } from './wire.ts';

let subject: Subject;
let namespace: string;

beforeAll(async () => {
  subject = await openSubject();
  namespace = subject.namespaces.free;
  await runningPod(subject, 'execs');
  await addDebugContainer(subject, namespace, 'execs', { name: 'box', command: ['sleep', '3600'] });
  await debugContainerOnce(subject, namespace, 'execs', 'box', ({ state }) => state.running !== undefined);
});

afterAll(() => subject?.close());

type LetIn = Extract<ExecAnswer, { kind: 'exec' }>;

function letIn(answer: ExecAnswer): LetIn {
  if (answer.kind === 'refused') throw new Error(`exec was refused: ${JSON.stringify(answer)}`);
  return answer;
}

const path = (...argv: string[]): string =>
  `${podPath(namespace, 'execs')}/exec?container=box&stdout=true&stderr=true${argv.map((word) => `&command=${encodeURIComponent(word)}`).join('')}`;

const run = async (script: string, options?: ExecOptions, more = ''): Promise<LetIn> =>
  letIn(await subject.wire.exec(shellPath('execs', 'box', script, namespace, more), options));

const status = (answer: LetIn): unknown => JSON.parse(channelText(answer, 3));

const exitCode = (code: number): object => ({
  status: 'Failure',
  reason: 'NonZeroExitCode',
  message: expect.stringContaining(`exit code ${code}`),
  details: { causes: [{ reason: 'ExitCode', message: String(code) }] },
});

describe('frames', () => {
  test('the first is an empty one of stdout, the last is the status, then the socket closes', async () => {
    const answer = await run('echo out; echo err >&2');
    expect([answer.protocol, answer.closeCode]).toEqual(['v5.channel.k8s.io', 1000]);
    expect(answer.frames[0]).toMatchObject({ channel: 1, data: Buffer.alloc(0) });
    expect(answer.frames.at(-1)?.channel).toBe(3);
    expect([channelText(answer, 1), channelText(answer, 2)]).toEqual(['out\n', 'err\n']);
    expect(status(answer)).toEqual({ metadata: {}, status: 'Success' });
  });

  test('stdin ends by the half-close of channel 0', async () => {
    const send = [Buffer.from('\0hello\n'), Buffer.from([255, 0])];
    const answer = letIn(await subject.wire.exec(`${path('cat')}&stdin=true`, { send }));
    expect(channelText(answer, 1)).toBe('hello\n');
    expect(status(answer)).toMatchObject({ status: 'Success' });
  });

  test('megabytes arrive whole', async () => {
    const answer = await run('head -c 3000000 /dev/zero | tr "\\0" x');
    const text = channelText(answer, 1);
    expect([text.length, new Set(text)]).toEqual([3_000_000, new Set(['x'])]);
  });

  test('bytes that are no text arrive as they are', async () => {
    const answer = await run('printf "\\377\\376\\000\\033[31m"');
    const bytes = Buffer.concat(answer.frames.filter(({ channel }) => channel === 1).map(({ data }) => data));
    expect([...bytes]).toEqual([255, 254, 0, 27, 91, 51, 49, 109]);
  });

  test('a terminal merges stderr into stdout, with its line ends', async () => {
    const answer = await run('echo tty; echo e >&2', {}, '&tty=true');
    expect(channelText(answer, 1)).toBe('tty\r\ne\r\n');
  });

  test('of two protocols the newer is taken; the older alone is spoken, too', async () => {
    const both = await run('true', { protocols: ['v4.channel.k8s.io', 'v5.channel.k8s.io'] });
    const old = await run('exit 3', { protocols: ['v4.channel.k8s.io'] });
    expect([both.protocol, old.protocol]).toEqual(['v5.channel.k8s.io', 'v4.channel.k8s.io']);
    expect(status(old)).toMatchObject(exitCode(3));
  });

  test('a protocol that nobody knows is refused before the upgrade', async () => {
    const answer = await subject.wire.exec(path('id'), { protocols: ['v9.example.com'] });
    expect(answer).toMatchObject({ kind: 'refused', status: 403 });
  });
});

describe('how a command ends', () => {
  test.each([0, 1, 7, 255])('exit code %d', async (code) => {
    const told = status(await run(`exit ${code}`));
    expect(told).toMatchObject(code === 0 ? { status: 'Success' } : exitCode(code));
  });

  test('a signal is told as 128 and its number', async () => {
    expect(status(await run('kill -9 $$'))).toMatchObject(exitCode(137));
  });

  test('no such program', async () => {
    const answer = letIn(await subject.wire.exec(path('/no/such')));
    expect(status(answer)).toMatchObject({
      status: 'Failure',
      reason: 'InternalError',
      message: expect.stringContaining('no such file or directory'),
    });
  });

  test('process 1 is not ended from inside when it heeds no signal', async () => {
    const answer = await run('kill -9 1; kill 1; echo tried');
    expect(channelText(answer, 1)).toBe('tried\n');
    expect(channelText(await run('echo alive'), 1)).toBe('alive\n');
  });

  test('a dropped socket leaves the process running', async () => {
    const dropped = await run('echo started; sleep 77', {
      onFrame: ({ data }, socket) => {
        if (data.toString() === 'started\n') socket.terminate();
      },
    });
    expect(dropped.closeCode).toBe(1006);
    expect(channelText(await run('ps -o args'), 1)).toContain('sleep 77');
  });
});

describe('refused before anything runs', () => {
  test('a container that the pod does not have', async () => {
    const answer = await subject.wire.exec(shellPath('execs', 'nope', 'id', namespace));
    expect(answer).toMatchObject({
      status: 400,
      body: { message: 'container nope is not valid for pod execs' },
    });
  });

  test('a container that is over, in plain text', async () => {
    await addDebugContainer(subject, namespace, 'execs', { name: 'brief', command: ['true'] });
    await debugContainerOnce(
      subject,
      namespace,
      'execs',
      'brief',
      ({ state }) => state.terminated !== undefined,
    );
    const answer = await subject.wire.exec(shellPath('execs', 'brief', 'id', namespace));
    expect(answer).toMatchObject({ kind: 'refused', status: 500, body: 'container not found ("brief")' });
  });

  test('a container that is not running yet, until it is', async () => {
    await addDebugContainer(subject, namespace, 'execs', { name: 'late', command: ['sleep', '300'] });
    const seen: unknown[] = [];
    const answer = await until(
      () => subject.wire.exec(shellPath('execs', 'late', 'echo at last', namespace)),
      (one) => {
        if (one.kind === 'refused') seen.push([one.status, one.body]);
        return one.kind === 'exec';
      },
      subject.patienceMs,
    );
    expect(channelText(answer, 1)).toBe('at last\n');
    for (const refusal of seen) expect(refusal).toEqual([500, 'container not found ("late")']);
  });
});
