import { afterEach, describe, expect, test } from '@jest/globals';
import type { Cluster, PodEventOptions } from '../../../src/kubernetes/cluster.ts';
import { podEvent } from '../../../src/kubernetes/containers/pod-event.ts';
import { exchange, recording } from '../recordings.ts';
import { IDENTITY } from '../scripted-pod.ts';
import { given, stopServers } from '../scripted-server.ts';

afterEach(stopServers);

const EVENT: PodEventOptions = {
  namespace: 'shop',
  pod: IDENTITY,
  container: 'keyhole-abc',
  name: 'keyhole-abc.started',
  reason: 'KeyholeSessionStarted',
  message: 'ann@example.com debugs, approved by bob@example.com.',
};

const RECORDED = recording('events').find(({ request }) => request.method === 'POST');

const record = (cluster: Cluster) => cluster.recordEvent(EVENT);

function alreadyExists(reason: string) {
  return {
    status: 409,
    body: { kind: 'Status', status: 'Failure', reason, message: 'events "x"', code: 409 },
  };
}

describe('an Event', () => {
  test('is written as recorded, on the container of exactly this pod', async () => {
    const { cluster, server } = await given({
      answer: () => ({ status: 201, body: RECORDED?.response.body }),
    });
    expect(await record(cluster)).toEqual({ kind: 'recorded' });
    const [seen] = server.requests;
    expect(seen).toMatchObject({ method: 'POST' });
    expect(seen?.path).toBe('/api/v1/namespaces/shop/events?fieldManager=keyhole');
    const body: unknown = JSON.parse(seen?.body ?? '');
    expect(body).toEqual({
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name: 'keyhole-abc.started', namespace: 'shop' },
      involvedObject: {
        apiVersion: 'v1',
        kind: 'Pod',
        namespace: 'shop',
        name: IDENTITY.name,
        uid: IDENTITY.uid,
        fieldPath: 'spec.ephemeralContainers{keyhole-abc}',
      },
      reason: 'KeyholeSessionStarted',
      message: EVENT.message,
      type: 'Normal',
      eventTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/),
      action: 'Debug',
      source: { component: 'keyhole' },
      reportingComponent: 'keyhole',
      reportingInstance: 'keyhole',
    });
  });

  test('that is there already counts as written, at once', async () => {
    const { cluster, server } = await given({ answer: () => alreadyExists('AlreadyExists') });
    expect(await record(cluster)).toEqual({ kind: 'recorded' });
    expect(server.requests).toHaveLength(1);
  });

  test('is tried again where the server is at fault, as its name makes it one', async () => {
    const { cluster, server } = await given({
      answer: (_request, count) => (count === 1 ? { status: 503, body: '' } : alreadyExists('AlreadyExists')),
    });
    expect(await record(cluster)).toEqual({ kind: 'recorded' });
    expect(server.requests).toHaveLength(2);
  });

  test.each([
    [exchange('authorization-errors', 'forbidden exec').response, /\(403\)/],
    [alreadyExists('Conflict'), /changed by someone else/],
  ])('that cannot be written fails with a sentence', async ({ status, body }, sentence) => {
    const { cluster } = await given({ answer: () => ({ status, body }) });
    expect(await record(cluster)).toEqual({ kind: 'failed', sentence: expect.stringMatching(sentence) });
  });

  test.each([
    ['a\n\u001B[31mb\u202E\tc ', 'a [31mb c'],
    ['x'.repeat(1024), 'x'.repeat(1024)],
    ['x'.repeat(1025), `${'x'.repeat(1021)}…`],
    ['😀'.repeat(300), `${'😀'.repeat(255)}…`],
  ])('has one line of at most 1024 bytes: %#', (message, told) => {
    const event = podEvent({ ...EVENT, message }, 0);
    expect(event.message).toBe(told);
    expect(Buffer.byteLength(event.message ?? '')).toBeLessThanOrEqual(1024);
  });
});
