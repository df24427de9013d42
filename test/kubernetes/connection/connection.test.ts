import { writeFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { Cluster } from '../../../src/kubernetes/cluster.ts';
import { makeServerCertificate } from '../../../src/sandbox/cluster/api/tls.ts';
import { recordedPod } from '../recordings.ts';
import {
  connected,
  connectionTo,
  frame,
  podCalled,
  type ScriptedServer,
  startScriptedServer,
  stopServers,
} from '../scripted-server.ts';

interface Proxy {
  readonly port: number;
  readonly tunnels: readonly { readonly to: string; readonly authorization: string | undefined }[];
  stop(): Promise<void>;
}

const proxies: Proxy[] = [];

afterEach(async () => {
  await Promise.all(proxies.splice(0).map((proxy) => proxy.stop()));
  await stopServers();
});

/** An HTTP proxy that tunnels to wherever CONNECT says. */
async function startProxy(): Promise<Proxy> {
  const tunnels: { to: string; authorization: string | undefined }[] = [];
  const sockets = new Set<Socket>();
  const server: Server = createServer();
  server.on('connection', (socket) => sockets.add(socket));
  server.on('connect', (request, client) => {
    const to = request.url ?? '';
    tunnels.push({ to, authorization: request.headers['proxy-authorization'] });
    const [host = '', port] = to.split(':');
    const upstream = connect(Number(port), host, () => {
      client.write('HTTP/1.1 200 OK\r\n\r\n');
      upstream.pipe(client).pipe(upstream);
    });
    sockets.add(upstream);
    upstream.on('error', () => client.destroy());
    client.on('error', () => upstream.destroy());
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const proxy: Proxy = {
    port: (server.address() as AddressInfo).port,
    tunnels,
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
  proxies.push(proxy);
  return proxy;
}

interface Config {
  clusters: { cluster: Record<string, unknown> }[];
  users: { user: Record<string, unknown> }[];
}

/** Finds a pod and runs a command, with a changed kubeconfig. */
async function usedWith(server: ScriptedServer, change: (config: Config) => void) {
  const config = JSON.parse(await readFile(server.kubeconfig, 'utf8')) as Config;
  change(config);
  await writeFile(server.kubeconfig, JSON.stringify(config));
  return uses(connected(server))();
}

/** Finds a pod and runs a command. */
function uses(cluster: Cluster) {
  return async () => {
    const search = await cluster.findPod(podCalled('happy'));
    const outcome = await cluster.exec({
      namespace: 'shop',
      pod: 'happy',
      container: 'x',
      argv: ['id'],
      timeoutMs: 5000,
      onOutput: () => undefined,
    });
    return { search: search.kind, outcome: outcome.kind };
  };
}

const script = {
  answer: () => ({ status: 200, body: recordedPod('happy') }),
  exec: (socket: { send(data: Buffer): void; close(code: number): void }) => {
    socket.send(frame(3, '{"status":"Success"}'));
    socket.close(1000);
  },
};

const BOTH = { search: 'found', outcome: 'exited' };

describe('calls and execs alike', () => {
  test('go through the proxy of the kubeconfig, with its credentials', async () => {
    const server = await startScriptedServer(script);
    const proxy = await startProxy();
    const used = await usedWith(server, ({ clusters }) => {
      for (const { cluster } of clusters) cluster['proxy-url'] = `http://me:pass@127.0.0.1:${proxy.port}`;
    });
    expect(used).toEqual(BOTH);
    const authorization = `Basic ${Buffer.from('me:pass').toString('base64')}`;
    expect(proxy.tunnels).toEqual(
      Array.from({ length: 2 }, () => ({ to: `127.0.0.1:${server.port}`, authorization })),
    );
  });

  test('expect the server’s name of the kubeconfig', async () => {
    const named = (name: string) => (config: Config) => {
      for (const { cluster } of config.clusters) cluster['tls-server-name'] = name;
    };
    const server = await startScriptedServer(script);
    expect(await usedWith(server, named('localhost'))).toEqual(BOTH);
    expect(await usedWith(server, named('elsewhere.example.com'))).toEqual({
      search: 'failed',
      outcome: 'refused',
    });
  });

  test('trust the authority in a file beside the kubeconfig', async () => {
    const server = await startScriptedServer(script);
    const used = await usedWith(server, ({ clusters }) => {
      for (const { cluster } of clusters) {
        cluster['certificate-authority'] = 'ca.crt';
        const data = Buffer.from(String(cluster['certificate-authority-data']), 'base64');
        writeFileSync(path.join(server.directory, 'ca.crt'), data);
        delete cluster['certificate-authority-data'];
      }
    });
    expect(used).toEqual(BOTH);
  });

  test('trust the authority that its file holds by now', async () => {
    const server = await startScriptedServer(script);
    const config = JSON.parse(await readFile(server.kubeconfig, 'utf8')) as Config;
    const file = path.join(server.directory, 'ca.crt');
    const right = config.clusters.map(({ cluster }) => {
      const { 'certificate-authority-data': data } = cluster;
      delete cluster['certificate-authority-data'];
      cluster['certificate-authority'] = file;
      return Buffer.from(String(data), 'base64');
    });
    writeFileSync(file, (await makeServerCertificate()).caPem);
    await writeFile(server.kubeconfig, JSON.stringify(config));
    const use = uses(connected(server));
    expect(await use()).toEqual({ search: 'failed', outcome: 'refused' });
    writeFileSync(file, right[0] ?? '');
    expect(await use()).toEqual(BOTH);
  });

  test('take a token from a file that ends with a newline', async () => {
    const server = await startScriptedServer(script);
    const used = await usedWith(server, ({ users }) => {
      const file = path.join(server.directory, 'token');
      writeFileSync(file, 'from-file\n');
      for (const each of users) each.user = { 'token-file': file };
    });
    expect(used).toEqual(BOTH);
    const seen = [...server.requests, ...server.upgrades].map(({ headers }) => headers.authorization);
    expect(seen).toEqual(['Bearer from-file', 'Bearer from-file']);
  });

  test('refuse a token that no header can carry', async () => {
    const server = await startScriptedServer(script);
    const used = await usedWith(server, ({ users }) => {
      for (const each of users) each.user = { token: 'a\nb' };
    });
    expect(used).toEqual({ search: 'failed', outcome: 'refused' });
    expect(server.upgrades).toHaveLength(0);
  });

  test('show the client certificate of the kubeconfig', async () => {
    const server = await startScriptedServer({ ...script, clientCertificates: true });
    const { key, cert } = server.clientCertificate;
    const used = await usedWith(server, ({ users }) => {
      const base64 = (text: string): string => Buffer.from(text).toString('base64');
      for (const each of users) {
        each.user = { 'client-certificate-data': base64(cert), 'client-key-data': base64(key) };
      }
    });
    expect(used).toEqual(BOTH);
    expect(server.clientNames()).toEqual(['kube-apiserver', 'kube-apiserver']);
  });
});

describe('the connection of a call', () => {
  test('is kept for one that comes 6 s later, through a proxy, too', async () => {
    const straight = await startScriptedServer(script);
    const tunnelled = await startScriptedServer(script);
    const proxy = await startProxy();
    const text = await readFile(tunnelled.kubeconfig, 'utf8');
    const config = JSON.parse(text) as Config;
    for (const { cluster } of config.clusters) cluster['proxy-url'] = `http://127.0.0.1:${proxy.port}`;
    await writeFile(tunnelled.kubeconfig, JSON.stringify(config));
    const ways = [straight, tunnelled].map((server) => connectionTo(server));
    const call = () =>
      Promise.all(ways.map(({ core }) => core.readNamespacedPod({ namespace: 'shop', name: 'happy' })));
    await call();
    await wait(6_000);
    await call();
    expect([straight.requests.length, tunnelled.requests.length]).toEqual([2, 2]);
    expect([straight.connections(), tunnelled.connections()]).toEqual([1, 1]);
    expect(proxy.tunnels).toHaveLength(1);
  });
});
