import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { startCluster } from '../../../../src/sandbox/cluster/server.ts';
import type { Fault, SandboxCluster } from '../../../../src/sandbox/cluster/server.ts';
import { WireClient } from '../client.ts';

const pods = '/api/v1/namespaces/shop/pods';
const pod = 'cart-0';
const watchPath = `${pods}?watch=true&fieldSelector=metadata.name%3D${pod}`;
const watching = { query: /watch=true/, times: 1 };

interface WatchEvent {
  type: string;
  object: { code?: number; metadata: { name?: string; resourceVersion: string } };
}

let cluster: SandboxCluster;
let client: WireClient;

beforeEach(async () => {
  cluster = await startCluster({ bookmarkMs: 20 });
  client = new WireClient(cluster);
});

afterEach(() => cluster.stop());

const events = (lines: string[]): WatchEvent[] => lines.map((line) => JSON.parse(line) as WatchEvent);

async function version(): Promise<string> {
  const { body } = await client.request('GET', pods);
  return (body as { metadata: { resourceVersion: string } }).metadata.resourceVersion;
}

test('one pod by name: its changes only, then an end after timeoutSeconds', async () => {
  const from = await version();
  const watched = client.lines(`${watchPath}&resourceVersion=${from}&timeoutSeconds=1`, () => false);
  cluster.killContainer('shop', pod, 'cart');
  cluster.killContainer('shop', 'cart-1', 'cart');
  const seen = events(await watched);
  expect(seen.length).toBeGreaterThan(1);
  expect(seen.every(({ type, object }) => type === 'MODIFIED' && object.metadata.name === pod)).toBe(true);
});

test('an idle watch that allows bookmarks gets them, and its version goes on', async () => {
  const from = await version();
  const path = `${watchPath}&resourceVersion=${from}&allowWatchBookmarks=true`;
  const watched = client.lines(path, (lines) => lines.length === 2);
  const [first, second] = events(await watched);
  expect([first?.type, second?.type]).toEqual(['BOOKMARK', 'BOOKMARK']);
  expect(Number(second?.object.metadata.resourceVersion)).toBeGreaterThanOrEqual(Number(from));
  const without = await client.lines(`${watchPath}&resourceVersion=${from}&timeoutSeconds=1`, () => false);
  expect(without).toEqual([]);
});

describe('a history that is gone', () => {
  test('a watch from before is told 410 as an event, the rest of a list as status', async () => {
    const from = await version();
    const { body } = await client.request('GET', `${pods}?limit=1`);
    const { metadata } = body as { metadata: { continue: string } };
    cluster.compact();
    const [told] = events(await client.lines(`${watchPath}&resourceVersion=${from}`, () => false));
    expect(told).toMatchObject({ type: 'ERROR', object: { code: 410, reason: 'Expired' } });
    const rest = await client.request(
      'GET',
      `${pods}?limit=1&continue=${encodeURIComponent(metadata.continue)}`,
    );
    expect(rest).toMatchObject({ status: 410, body: { reason: 'Expired' } });
    expect(events(await client.lines(watchPath, (lines) => lines.length > 0))[0]?.type).toBe('ADDED');
  });

  test('410 as the status of a watch, once', async () => {
    cluster.setFault({ ...watching, status: 410, body: { kind: 'Status', code: 410, reason: 'Gone' } });
    expect((await client.request('GET', `${watchPath}&timeoutSeconds=1`)).status).toBe(410);
    expect((await client.request('GET', `${watchPath}&timeoutSeconds=1`)).status).toBe(200);
  });
});

describe('faults', () => {
  const streams: [string, NonNullable<Fault['stream']>, number][] = [
    ['cut', { afterWrites: 1, how: 'cut' }, 1],
    ['end', { afterWrites: 1, how: 'end' }, 1],
    ['a line by half', { afterWrites: 1, how: 'half' }, 1],
    ['at once', { afterWrites: 0, how: 'cut' }, 0],
    ['expired', { afterWrites: 1, how: 'expired' }, 2],
  ];

  test.each(streams)('a watch is dropped midway: %s', async (_name, stream, expected) => {
    cluster.setFault({ ...watching, stream });
    const all = `${pods}?watch=true&labelSelector=app%3Dcart`;
    const lines = await client.lines(all, () => false);
    expect(lines).toHaveLength(expected);
    if (stream.how === 'expired') {
      expect(events(lines)[1]).toMatchObject({ type: 'ERROR', object: { code: 410 } });
    }
    expect(await client.lines(all, (seen) => seen.length === 2)).toHaveLength(2);
  });

  test('a watch that stalls tells nothing more and stays open', async () => {
    cluster.setFault({ ...watching, stream: { afterWrites: 1, how: 'stall' } });
    const watched = client.lines(watchPath, (lines) => lines.length > 1, { withinMs: 300 });
    cluster.killContainer('shop', pod, 'cart');
    expect(await watched).toHaveLength(1);
  });

  test('too many requests and a failing server, as often as asked, only where asked', async () => {
    const retry = { 'Retry-After': '1' };
    cluster.setFault({ path: /cart-0$/, method: 'GET', status: 429, headers: retry, times: 2 });
    cluster.setFault({ path: /cart-0$/, method: 'GET', status: 503, times: 1 });
    const statuses: number[] = [];
    for (let call = 0; call < 4; call += 1) {
      statuses.push((await client.request('GET', `${pods}/cart-0`)).status);
    }
    expect(statuses).toEqual([429, 429, 503, 200]);
    expect((await client.request('GET', `${pods}/cart-1`)).status).toBe(200);
  });
});
