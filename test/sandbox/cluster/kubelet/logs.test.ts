import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startCluster } from '../../../../src/sandbox/cluster/server.ts';
import type { SandboxCluster } from '../../../../src/sandbox/cluster/server.ts';
import { WireClient, until } from '../client.ts';

const pod = 'api-7f9c6d5b84-x2k4p';
const podPath = `/api/v1/namespaces/shop/pods/${pod}`;

let cluster: SandboxCluster;
let client: WireClient;

beforeAll(async () => {
  const delays = { containerCreatingMs: 1, startMs: 1, statusMs: 1, imagePullMs: 1 };
  cluster = await startCluster({ delays });
  client = new WireClient(cluster);
});

afterAll(() => cluster.stop());

/** Adds a container whose own process is the command, and waits until its log can be read. */
async function start(name: string, more: object): Promise<string> {
  const container = { name, image: 'busybox:1.37', imagePullPolicy: 'IfNotPresent', ...more };
  await client.request('PATCH', `${podPath}/ephemeralcontainers`, {
    spec: { ephemeralContainers: [container] },
  });
  const path = `${podPath}/log?container=${name}`;
  await until(
    () => client.request('GET', path),
    ({ status }) => status === 200,
  );
  return path;
}

const shell = (script: string) => ({ command: ['sh', '-c', script] });

const stateOf = (name: string) =>
  cluster
    .pods()
    .find((one) => one.name === pod)
    ?.containers.find((one) => one.name === name);

async function ended(name: string): Promise<number | undefined> {
  const status = await until(
    () => stateOf(name),
    (one) => one?.exitCode !== undefined,
  );
  return status?.exitCode;
}

const read = async (path: string): Promise<string> => String((await client.request('GET', path)).body);

describe('a container whose own process is the command', () => {
  test('its log streams while it runs, both streams in the order of time, and ends with it', async () => {
    const path = await start(
      'loop',
      shell('for i in 1 2 3; do echo out$i; echo err$i >&2; sleep 0.2; done; exit 5'),
    );
    const lines = await client.lines(`${path}&follow=true&timestamps=true`, () => false);
    const told = lines.map((line) => line.split(' '));
    expect(told.map(([, words]) => words)).toEqual(['out1', 'err1', 'out2', 'err2', 'out3', 'err3']);
    const times = told.map(([time]) => time ?? '');
    expect(times).toEqual([...times].sort());
    expect(times.every((time) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z$/.test(time))).toBe(true);
    expect(Date.parse(times[4] ?? '') - Date.parse(times[0] ?? '')).toBeGreaterThan(350);
    expect(await ended('loop')).toBe(5);
  });

  test('the image’s own command runs where none is given, without a shell', async () => {
    const path = await start('image-command', {
      image: 'registry.example.com/tools/netcheck:1.0.0',
      args: ['--rounds', '2', '--interval', '0.01'],
    });
    expect(await ended('image-command')).toBe(0);
    expect(await read(path)).toBe('round 1: 127.0.0.1:8080 open\nround 2: 127.0.0.1:8080 open\n');
  });

  test('a second server in the pod finds the port taken', async () => {
    const path = await start('server', { image: 'registry.example.com/shop/api:2.14.1' });
    expect(await ended('server')).toBe(1);
    expect(await read(path)).toBe('listen tcp :8080: bind: address already in use\n');
  });

  test('no such program: StartError, and an empty log', async () => {
    const path = await start('missing', { command: ['nosuch'] });
    expect(stateOf('missing')?.state).toBe('RunContainerError');
    expect(await read(path)).toBe('');
    const { body } = await client.request('GET', podPath);
    expect(JSON.stringify(body)).toContain('"exitCode":128,"reason":"StartError"');
  });
});

describe('options', () => {
  test('tailLines, limitBytes and a last line without newline', async () => {
    const path = await start('plain', shell('echo one; echo two; printf three'));
    await ended('plain');
    expect(await read(path)).toBe('one\ntwo\nthree');
    expect(await read(`${path}&tailLines=2`)).toBe('two\nthree');
    expect(await read(`${path}&tailLines=0`)).toBe('');
    expect(await read(`${path}&limitBytes=5`)).toBe('one\nt');
  });

  test('sinceTime counts in whole seconds, sinceSeconds from now', async () => {
    const path = await start('since', shell('echo early; sleep 1.1; echo late'));
    await ended('since');
    const [early = '', late = ''] = (await read(`${path}&timestamps=true`))
      .split('\n')
      .map((line) => line.slice(0, 30));
    const since = (time: string): Promise<string> => read(`${path}&sinceTime=${encodeURIComponent(time)}`);
    expect(await since(late)).toBe('late\n');
    // The fraction is cut off, so that the line itself and those of its second come again.
    expect(await since(`${early.slice(0, 19)}.999999999Z`)).toBe('early\nlate\n');
    expect(await read(`${path}&sinceSeconds=600`)).toBe('early\nlate\n');
    const both = await client.request('GET', `${path}&sinceSeconds=1&sinceTime=2026-01-01T00:00:00Z`);
    expect(both).toMatchObject({ status: 422, body: { reason: 'Invalid' } });
    expect((await client.request('GET', `${path}&sinceTime=yesterday`)).status).toBe(400);
  });

  test('a long line comes whole, with one time, though it is kept in parts', async () => {
    const path = await start('long', shell("head -c 40000 /dev/zero | tr '\\0' x; echo; echo short"));
    await ended('long');
    expect(await read(path)).toBe(`${'x'.repeat(40_000)}\nshort\n`);
    expect(await read(`${path}&timestamps=true`)).toMatch(/^\S+Z x{40000}\n\S+Z short\n$/);
    // Parts count as lines: the last part of the long line, and the line after it.
    expect(await read(`${path}&tailLines=2`)).toBe(`${'x'.repeat(40_000 - 2 * 16_384)}\nshort\n`);
  });

  test('the log before the last restart', async () => {
    const web = '/api/v1/namespaces/shop/pods/web-5d8f9b7c66-8qzlm/log?container=web';
    expect(await client.request('GET', `${web}&previous=true`)).toMatchObject({
      status: 400,
      body: { message: 'previous terminated container "web" in pod "web-5d8f9b7c66-8qzlm" not found' },
    });
    cluster.killContainer('shop', 'web-5d8f9b7c66-8qzlm', 'web');
    const previous = await until(
      () => client.request('GET', `${web}&previous=true`),
      ({ status }) => status === 200,
    );
    expect(previous.body).toBe('web ready on 3000\n');
  });

  test('a pod that is not there', async () => {
    const { status } = await client.request('GET', '/api/v1/namespaces/shop/pods/none/log');
    expect(status).toBe(404);
  });
});
