import { createServer, request as passOn } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What stands before several gateways in HTTP mode: one address for Slack, and each request to the next of them. */
export interface Front {
  readonly url: string;
  /** The port of one more gateway. */
  add(port: number): void;
  stop(): Promise<void>;
}

export async function startFront(): Promise<Front> {
  const ports: number[] = [];
  let turn = 0;
  const server = createServer((incoming, outgoing) => {
    turn += 1;
    const port = ports[turn % Math.max(1, ports.length)];
    if (port === undefined) return void outgoing.writeHead(502).end();
    const { method, headers, url: path } = incoming;
    const onward = passOn({ host: '127.0.0.1', port, method, headers, path, agent: false }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    onward.on('error', () => outgoing.destroy());
    incoming.pipe(onward);
  });
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    add: (port) => void ports.push(port),
    stop: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
