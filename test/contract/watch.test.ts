import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { addDebugContainer, jsonType, podPath, podsPath, runningPod } from './pods.ts';
import type { PodBody, WatchEvent } from './pods.ts';
import { openSubject } from './subject.ts';
import type { Subject } from './subject.ts';

let subject: Subject;
let namespace: string;

beforeAll(async () => {
  subject = await openSubject();
  namespace = subject.namespaces.free;
  await runningPod(subject, 'watched');
});

afterAll(() => subject?.close());

const only = (name: string): string => `fieldSelector=${encodeURIComponent(`metadata.name=${name}`)}`;

async function watch(query: string, enough: (events: WatchEvent[]) => boolean): Promise<WatchEvent[]> {
  const parsed = (lines: string[]): WatchEvent[] => lines.map((line) => JSON.parse(line) as WatchEvent);
  const lines = await subject.wire.lines(
    `${podsPath(namespace)}?watch=true&${query}`,
    (lines) => enough(parsed(lines)),
    { withinMs: subject.patienceMs },
  );
  return parsed(lines);
}

const stateOf = (name: string, { object }: WatchEvent): string | undefined => {
  const state = object.status?.ephemeralContainerStatuses?.find((one) => one.name === name)?.state;
  return state?.waiting?.reason ?? Object.keys(state ?? {})[0];
};

describe('a watch of one pod', () => {
  test('begins with what there is, and marks the end of that by a bookmark when asked to', async () => {
    const query = `${only('watched')}&allowWatchBookmarks=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan`;
    const events = await watch(query, (events) => events.some(({ type }) => type === 'BOOKMARK'));
    expect(events.map(({ type }) => type)).toEqual(['ADDED', 'BOOKMARK']);
    expect(events[0]?.object.metadata.name).toBe('watched');
    expect(events[1]?.object.metadata).toMatchObject({
      annotations: { 'k8s.io/initial-events-end': 'true' },
    });
  });

  test('goes on from a resourceVersion with what came after it, and nothing twice', async () => {
    const { body } = await subject.wire.request('GET', podPath(namespace, 'watched'));
    const since = (body as PodBody).metadata.resourceVersion;
    await addDebugContainer(subject, namespace, 'watched', { name: 'after', command: ['sleep', '300'] });
    const events = await watch(`${only('watched')}&resourceVersion=${since}`, (events) =>
      events.some((event) => stateOf('after', event) === 'running'),
    );
    expect(new Set(events.map(({ type }) => type))).toEqual(new Set(['MODIFIED']));
    const versions = events.map(({ object }) => object.metadata.resourceVersion);
    expect(new Set(versions).size).toBe(versions.length);
  });

  test('shows a container creating, running and terminated, in that order', async () => {
    const command = ['sh', '-c', 'sleep 3'];
    const seen = watch(only('watched'), (events) =>
      events.some((event) => stateOf('whole-life', event) === 'terminated'),
    );
    await addDebugContainer(subject, namespace, 'watched', { name: 'whole-life', command });
    const states = (await seen)
      .map((event) => stateOf('whole-life', event))
      .filter((state) => state !== undefined);
    const steps = states.filter((state, at) => state !== states[at - 1]);
    // A kubelet may start it before it has told that it is about to.
    expect(steps.indexOf('ContainerCreating')).toBeLessThan(1);
    expect(steps.filter((step) => step !== 'ContainerCreating')).toEqual(['running', 'terminated']);
  });

  test('ends after timeoutSeconds', async () => {
    const began = Date.now();
    await watch(`${only('watched')}&timeoutSeconds=1`, () => false);
    expect(Date.now() - began).toBeLessThan(subject.patienceMs - 1000);
    expect(Date.now() - began).toBeGreaterThan(900);
  });

  test('from a version that is long gone is told so by an event or a status', async () => {
    const events = await watch('resourceVersion=1', (events) => events.length > 0);
    const [first] = events;
    const failure =
      first?.type === 'ERROR' ? first.object : (first as unknown as WatchEvent['object'] | undefined);
    expect(failure).toMatchObject({
      code: 410,
      message: expect.stringContaining('too old resource version'),
    });
  });
});

describe('a pod that goes', () => {
  test('tells of it: a running command ends with 137, then DELETED', async () => {
    await runningPod(subject, 'leaving');
    const seen = watch(only('leaving'), (events) => events.some(({ type }) => type === 'DELETED'));
    const query = 'container=app&stdout=true&command=sleep&command=600';
    const exec = await subject.wire.exec(`${podPath(namespace, 'leaving')}/exec?${query}`, {
      onFrame: ({ channel }) => {
        // The first frame is empty and says that the command runs.
        if (channel === 1)
          void subject.wire.request('DELETE', podPath(namespace, 'leaving'), undefined, jsonType);
      },
    });
    expect((await seen).at(-1)?.type).toBe('DELETED');
    const status = exec.kind === 'exec' ? exec.frames.find(({ channel }) => channel === 3) : undefined;
    expect(status?.data.toString()).toContain('"message":"137"');
    expect((await subject.wire.request('GET', podPath(namespace, 'leaving'))).status).toBe(404);
  });
});

describe('lists', () => {
  test('of pages add up to the whole', async () => {
    await runningPod(subject, 'paged-1');
    await runningPod(subject, 'paged-2');
    const page = async (query: string): Promise<{ names: string[]; next: string }> => {
      const { body } = await subject.wire.request('GET', `${podsPath(namespace)}?${query}`);
      const list = body as { metadata: { continue?: string }; items: PodBody[] };
      return { names: list.items.map(({ metadata }) => metadata.name), next: list.metadata.continue ?? '' };
    };
    const selector = 'labelSelector=app+in+%28paged-1%2Cpaged-2%29';
    const first = await page(`${selector}&limit=1`);
    const rest = await page(`${selector}&limit=10&continue=${encodeURIComponent(first.next)}`);
    expect([first.names, rest.names, rest.next]).toEqual([['paged-1'], ['paged-2'], '']);
  });

  test('of metadata alone carry nothing else', async () => {
    const headers = { Accept: 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1' };
    const answer = await subject.wire.request('GET', `${podsPath(namespace)}?limit=1`, undefined, headers);
    const list = answer.body as { kind: string; items: object[] };
    expect(list.kind).toBe('PartialObjectMetadataList');
    expect(Object.keys(list.items[0] ?? {}).sort()).toEqual(['apiVersion', 'kind', 'metadata']);
  });
});
