import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  addDebugContainer,
  ephemeralPath,
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

beforeAll(async () => {
  subject = await openSubject();
  namespace = subject.namespaces.free;
  pod = await runningPod(subject, 'adding');
});

afterAll(() => subject?.close());

const sleeping = { command: ['sleep', '300'] };

const add = (name: string, more: object = sleeping, query = ''): Promise<Answer> =>
  addDebugContainer(subject, namespace, 'adding', { name, ...more }, query);

const patch = (body: unknown, type: string): Promise<Answer> =>
  subject.wire.request('PATCH', ephemeralPath(namespace, 'adding'), body, {
    'Content-Type': `application/${type}`,
  });

async function present(): Promise<string[]> {
  const { body } = await subject.wire.request('GET', podPath(namespace, 'adding'));
  return ((body as PodBody).spec.ephemeralContainers ?? []).map(({ name }) => name);
}

const container = (name: string): object => ({ name, image: subject.image, ...sleeping });

describe('a strategic merge patch', () => {
  test('adds a container, and the same one again is no change', async () => {
    const first = await add('same');
    const again = await add('same');
    expect([first.status, again.status]).toEqual([200, 200]);
    expect((again.body as PodBody).metadata.generation).toBe((first.body as PodBody).metadata.generation);
    expect((await present()).filter((name) => name === 'same')).toHaveLength(1);
  });

  test('does not change a container that is there', async () => {
    await add('fixed');
    const answer = await add('fixed', { command: ['sleep', '301'] });
    expect([answer.status, reasonIn(answer)]).toEqual([422, 'Invalid']);
    expect(messageIn(answer)).toContain('existing ephemeral containers "fixed" may not be changed');
  });

  test('does not remove a container', async () => {
    await add('stays');
    const body = { spec: { ephemeralContainers: [{ name: 'stays', $patch: 'delete' }] } };
    const answer = await patch(body, 'strategic-merge-patch+json');
    expect(answer.status).toBe(422);
    expect(messageIn(answer)).toContain('existing ephemeral containers "stays" may not be removed');
  });

  test('keeps the containers that it does not name', async () => {
    await add('older');
    await add('newer');
    expect(await present()).toEqual(expect.arrayContaining(['older', 'newer']));
  });

  test('drops what is no business of the subresource', async () => {
    const body = {
      metadata: { labels: { smuggled: 'yes' } },
      spec: { ephemeralContainers: [container('labelled')] },
    };
    const answer = await patch(body, 'strategic-merge-patch+json');
    expect(answer.status).toBe(200);
    expect((answer.body as PodBody).metadata.labels).not.toHaveProperty('smuggled');
  });
});

describe('a dry run', () => {
  test('answers as the real patch would and changes nothing', async () => {
    const answer = await add('dry', sleeping, '?dryRun=All');
    expect(answer.status).toBe(200);
    expect((answer.body as PodBody).spec.ephemeralContainers?.map(({ name }) => name)).toContain('dry');
    expect(await present()).not.toContain('dry');
  });

  test('is refused as the real patch would be', async () => {
    const answer = await add('dry-bad', { ports: [{ containerPort: 80 }] }, '?dryRun=All');
    expect(answer.status).toBe(422);
    expect(messageIn(answer)).toContain('ports: Forbidden: cannot be set for an Ephemeral Container');
  });

  test('of an unknown kind is 400 or 422', async () => {
    expect([400, 422]).toContain((await add('dry-odd', sleeping, '?dryRun=Some')).status);
    expect(await present()).not.toContain('dry-odd');
  });
});

describe('the pod is pinned', () => {
  const withMeta = (metadata: object, name: string): Promise<Answer> =>
    patch({ metadata, spec: { ephemeralContainers: [container(name)] } }, 'strategic-merge-patch+json');

  test('by its uid', async () => {
    expect((await withMeta({ uid: pod.metadata.uid }, 'pinned')).status).toBe(200);
    const answer = await withMeta({ uid: '00000000-0000-0000-0000-000000000000' }, 'foreign');
    expect([answer.status, reasonIn(answer)]).toEqual([422, 'Invalid']);
    expect(messageIn(answer)).toContain('metadata.uid');
    expect(messageIn(answer)).toContain('field is immutable');
  });

  test('by a resourceVersion, which soon is stale', async () => {
    await add('moves-on');
    const answer = await withMeta({ resourceVersion: pod.metadata.resourceVersion }, 'stale');
    expect([answer.status, reasonIn(answer)]).toEqual([409, 'Conflict']);
  });
});

describe('other flavours', () => {
  test('a JSON patch cannot append to a list that is not there', async () => {
    await runningPod(subject, 'untouched');
    const body = [{ op: 'add', path: '/spec/ephemeralContainers/-', value: container('appended') }];
    const path = ephemeralPath(namespace, 'untouched');
    const answer = await subject.wire.request('PATCH', path, body, {
      'Content-Type': 'application/json-patch+json',
    });
    expect([answer.status, reasonIn(answer)]).toEqual([422, 'Invalid']);
  });

  test('a merge patch replaces the list, which would remove the others', async () => {
    await add('merged-away');
    const answer = await patch({ spec: { ephemeralContainers: [container('merged')] } }, 'merge-patch+json');
    expect(answer.status).toBe(422);
    expect(messageIn(answer)).toContain('may not be removed');
  });

  test('a PUT of a pod that changed meanwhile is a conflict', async () => {
    await add('since-then');
    const answer = await subject.wire.request(
      'PUT',
      ephemeralPath(namespace, 'adding'),
      { kind: 'Pod', apiVersion: 'v1', ...pod },
      jsonType,
    );
    expect([answer.status, reasonIn(answer)]).toEqual([409, 'Conflict']);
  });

  test('plain JSON is no patch', async () => {
    const answer = await patch({ spec: {} }, 'json');
    expect([answer.status, reasonIn(answer)]).toEqual([415, 'UnsupportedMediaType']);
  });

  test('what is no JSON is 400', async () => {
    const answer = await patch('{not json', 'strategic-merge-patch+json');
    expect([answer.status, reasonIn(answer)]).toEqual([400, 'BadRequest']);
  });

  test('strict validation names an unknown field', async () => {
    const answer = await add('strict', { ...sleeping, bogus: 1 }, '?fieldValidation=Strict');
    expect(answer.status).toBe(422);
    expect(messageIn(answer)).toContain('bogus');
  });
});
