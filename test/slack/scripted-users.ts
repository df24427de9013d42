import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { webApi } from '@slack/bolt';

/** Slack's `users.info` for people that the sandbox's workspace cannot have. */
export interface ScriptedUsers {
  readonly client: webApi.WebClient;
  /** How often it was asked. */
  asked(): number;
  stop(): Promise<void>;
}

/** Answers `users.info` with whatever is kept for the id in `users`, and with nothing at all when that is undefined. */
export async function startScriptedUsers(users: Readonly<Record<string, object>>): Promise<ScriptedUsers> {
  let asked = 0;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      asked += 1;
      const id = new URLSearchParams(Buffer.concat(chunks).toString()).get('user') ?? '';
      const user = users[id];
      if (user === undefined) return;
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ ok: true, user: { id, ...user } }));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    client: new webApi.WebClient('xoxb-1', {
      slackApiUrl: `http://127.0.0.1:${port}/api/`,
      logLevel: webApi.LogLevel.ERROR,
      retryConfig: { retries: 0 },
    }),
    asked: () => asked,
    stop: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
