import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  addDebugContainer,
  debugContainerOnce,
  jsonType,
  messageIn,
  podPath,
  reasonIn,
  runningPod,
} from './pods.ts';
import type { PodBody } from './pods.ts';
import { openSubject } from './subject.ts';
import type { Subject } from './subject.ts';
import type { Answer } from './wire.ts';

let subject: Subject;
let namespace: string;
let pod: PodBody;

const script = 'echo one; sleep 1; echo two >&2; sleep 2; echo three; sleep 300';

beforeAll(async () => {
  subject = await openSubject();
  namespace = subject.namespaces.free;
  pod = await runningPod(subject, 'talks');
  await addDebugContainer(subject, namespace, 'talks', { name: 'writer', command: ['sh', '-c', script] });
  await debugContainerOnce(subject, namespace, 'talks', 'writer', ({ state }) => state.running !== undefined);
  await subject.wire.lines(`${logPath('writer')}&follow=true`, (lines) => lines.length === 3, {
    withinMs: subject.patienceMs,
  });
});

afterAll(() => subject?.close());

const logPath = (container: string): string => `${podPath(namespace, 'talks')}/log?container=${container}`;

const log = (query = ''): Promise<Answer> => subject.wire.request('GET', logPath('writer') + query);

describe('the log of a container', () => {
  test('holds both streams, in order', async () => {
    const { status, body } = await log();
    expect([status, body]).toEqual([200, 'one\ntwo\nthree\n']);
  });

  test('has the time of each line, with a fraction, when asked to', async () => {
    const lines = String((await log('&timestamps=true')).body)
      .trimEnd()
      .split('\n');
    expect(lines).toHaveLength(3);
    for (const line of lines)
      expect(line).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d) \w+$/);
    const times = lines.map((line) => line.split(' ')[0] ?? '');
    expect(times.toSorted()).toEqual(times);
  });

  test.each([
    ['&tailLines=1', 'three\n'],
    ['&tailLines=0', ''],
    ['&limitBytes=2', 'on'],
  ])('cut by %s', async (query, text) => {
    expect((await log(query)).body).toBe(text);
  });

  test('from a time on, in whole seconds', async () => {
    const lines = String((await log('&timestamps=true')).body)
      .trimEnd()
      .split('\n');
    const [time = ''] = (lines.at(-1) ?? '').split(' ');
    const since = await log(`&sinceTime=${encodeURIComponent(time)}`);
    expect(since.body).toBe('three\n');
  });

  test('followed, ends with the container', async () => {
    await addDebugContainer(subject, namespace, 'talks', {
      name: 'brief',
      command: ['sh', '-c', 'echo first; sleep 1; echo last'],
    });
    await debugContainerOnce(
      subject,
      namespace,
      'talks',
      'brief',
      ({ state }) => state.waiting === undefined,
    );
    const lines = await subject.wire.lines(`${logPath('brief')}&follow=true`, () => false, {
      withinMs: subject.patienceMs,
    });
    expect(lines).toEqual(['first', 'last']);
  });

  test('of no container of the pod is 400', async () => {
    const answer = await subject.wire.request('GET', logPath('nope'));
    expect([answer.status, messageIn(answer)]).toEqual([400, 'container nope is not valid for pod talks']);
  });

  test('of several containers asks for one', async () => {
    const answer = await subject.wire.request('GET', `${podPath(namespace, 'talks')}/log`);
    expect(answer.status).toBe(400);
    expect(messageIn(answer)).toMatch(
      /^a container name must be specified for pod talks, choose one of: \[app /,
    );
  });

  test('with a negative number of lines is 422', async () => {
    const answer = await log('&tailLines=-1');
    expect([answer.status, reasonIn(answer)]).toEqual([422, 'Invalid']);
    expect(messageIn(answer)).toContain('tailLines: Invalid value: -1: must be greater than or equal to 0');
  });
});

describe('events on a pod', () => {
  const eventsPath = (): string => `/api/v1/namespaces/${namespace}/events`;

  const event = (name: string, involvedNamespace = namespace): object => ({
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name, namespace },
    involvedObject: {
      apiVersion: 'v1',
      kind: 'Pod',
      name: 'talks',
      namespace: involvedNamespace,
      uid: pod.metadata.uid,
    },
    reason: 'ContractTested',
    message: 'An event of the contract suite.',
    type: 'Normal',
    eventTime: new Date().toISOString().replace('Z', '000Z'),
    action: 'Test',
    reportingComponent: 'keyhole.example/contract',
    reportingInstance: 'contract-0',
  });

  const write = (body: object): Promise<Answer> => subject.wire.request('POST', eventsPath(), body, jsonType);

  test('are written, and found by the object', async () => {
    expect((await write(event('talks.found'))).status).toBe(201);
    const selector = encodeURIComponent('involvedObject.name=talks,reason=ContractTested');
    const { body } = await subject.wire.request('GET', `${eventsPath()}?fieldSelector=${selector}`);
    const items = (body as { items: { metadata: { name: string } }[] }).items;
    expect(items.map(({ metadata }) => metadata.name)).toContain('talks.found');
  });

  test('of the same name are one: the second is 409', async () => {
    await write(event('talks.once'));
    const answer = await write(event('talks.once'));
    expect([answer.status, reasonIn(answer)]).toEqual([409, 'AlreadyExists']);
  });

  test('about an object of another namespace are refused', async () => {
    const answer = await write(event('talks.elsewhere', 'default'));
    expect([answer.status, messageIn(answer)]).toEqual([
      422,
      expect.stringContaining('does not match event.namespace'),
    ]);
  });

  test('of the kubelet tell of a debug container', async () => {
    const selector = encodeURIComponent('involvedObject.name=talks,reason=Started');
    const lines = await subject.wire.lines(
      `${eventsPath()}?watch=true&fieldSelector=${selector}`,
      (lines) => lines.some((line) => line.includes('ephemeralContainers{writer}')),
      { withinMs: subject.patienceMs },
    );
    expect(lines.join('\n')).toContain('spec.ephemeralContainers{writer}');
  });
});
