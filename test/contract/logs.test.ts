import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { addDebugContainer, debugContainerOnce, messageIn, podPath, reasonIn, runningPod } from './pods.ts';
import { openSubject } from './subject.ts';
import type { Subject } from './subject.ts';
import type { Answer } from './wire.ts';

let subject: Subject;
let namespace: string;

const script = 'echo one; sleep 1; echo two >&2; sleep 2; echo three; sleep 300';

beforeAll(async () => {
  subject = await openSubject();
  namespace = subject.namespaces.free;
  await runningPod(subject, 'talks');
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
    const second = time.slice(0, 19);
    const later = new Date(Date.parse(`${second}Z`) + 3_600_000).toISOString().slice(0, 19);
    for (const since of [time, `${second}Z`, `${second}.999999999Z`, `${later}+01:00`]) {
      const { body } = await log(`&sinceTime=${encodeURIComponent(since)}`);
      expect([since, body]).toEqual([since, 'three\n']);
    }
    expect((await log('&sinceTime=2999-01-01T00:00:00Z')).body).toBe('');
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

  test('of no container named is that of the only ordinary one, whatever else the pod has', async () => {
    const { status, body } = await subject.wire.request('GET', `${podPath(namespace, 'talks')}/log`);
    expect([status, body]).toEqual([200, '']);
  });

  test('of several ordinary containers asks for one, and names all', async () => {
    const app = { image: subject.image, imagePullPolicy: 'IfNotPresent', command: ['sleep', '3600'] };
    const containers = ['app', 'side'].map((name) => ({ name, ...app }));
    await runningPod(subject, 'several', { plain: true, spec: { containers } });
    await addDebugContainer(subject, namespace, 'several', { name: 'debug', command: ['sleep', '300'] });
    const refused = 'a container name must be specified for pod several, choose one of: [app side debug]';
    const answer = await subject.wire.request('GET', `${podPath(namespace, 'several')}/log`);
    expect([answer.status, messageIn(answer)]).toEqual([400, refused]);
    const exec = await subject.wire.exec(`${podPath(namespace, 'several')}/exec?stdout=true&command=id`);
    expect(exec).toMatchObject({ status: 400, body: { message: refused } });
  });

  test.each([
    ['tailLines=-1', 'tailLines: Invalid value: -1: must be greater than or equal to 0'],
    ['limitBytes=0', 'limitBytes: Invalid value: 0: must be greater than 0'],
    ['sinceSeconds=0', 'sinceSeconds: Invalid value: 0: must be greater than 0'],
    [
      'sinceSeconds=1&sinceTime=2026-11-22T12:00:00Z',
      '[]: Forbidden: at most one of `sinceTime` or `sinceSeconds` may be specified',
    ],
    [
      'tailLines=-1&limitBytes=0',
      '[tailLines: Invalid value: -1: must be greater than or equal to 0, limitBytes: Invalid value: 0: must be greater than 0]',
    ],
    ['stream=Stdout', 'stream: Forbidden: may not be specified'],
  ])('with %s is 422', async (query, words) => {
    const answer = await log(`&${query}`);
    expect([answer.status, reasonIn(answer)]).toEqual([422, 'Invalid']);
    expect(messageIn(answer)).toBe(`PodLogOptions "talks" is invalid: ${words}`);
  });

  const layout = '"2006-01-02T15:04:05Z07:00"';

  test.each([
    ['tailLines=x', 'strconv.ParseInt: parsing "x": invalid syntax'],
    ['tailLines=', 'strconv.ParseInt: parsing "": invalid syntax'],
    ['sinceTime=soon', `parsing time "soon" as ${layout}: cannot parse "soon" as "2006"`],
    ['sinceTime=2026-11-22', `parsing time "2026-11-22" as ${layout}: cannot parse "" as "T"`],
    ['sinceTime=2026-11-22T25:00:00Z', 'parsing time "2026-11-22T25:00:00Z": hour out of range'],
    ['sinceTime=2026-02-30T00:00:00Z', 'parsing time "2026-02-30T00:00:00Z": day out of range'],
  ])('with %s is 400', async (query, words) => {
    const answer = await log(`&${query}`);
    expect([answer.status, reasonIn(answer), messageIn(answer)]).toEqual([400, 'BadRequest', words]);
  });

  test.each([
    ['timestamps', true],
    ['timestamps=yes', true],
    ['timestamps=False', false],
    ['timestamps=0', false],
  ])('with %s has times: %s', async (query, has) => {
    expect(/^\d{4}-/.test(String((await log(`&${query}`)).body))).toBe(has);
  });
});
