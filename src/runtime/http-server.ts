import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { KeyholeError, messageOf } from '../errors.ts';

/**
 * Something that must be well for this process to be of use; the answer is whether it is. Of several that do without each
 * other, one must be, and each is named.
 */
export type Check = () => Promise<Wellness> | Wellness;

type Wellness = boolean | Readonly<Record<string, boolean>>;

export interface HttpServer {
  readonly port: number;
  /** Takes nothing more, and ends once what was taken is answered. */
  close(): Promise<void>;
}

const CHECK_TIMEOUT_MS = 2_000;
/** How long closing waits for answers that are under way, in milliseconds; Slack waits no longer for any. */
const ANSWER_GRACE_MS = 3_000;

/**
 * Serves `/healthz` (the process answers), `/readyz` (what each check says, 503 while one is not well; notes are told beside them and
 * count for nothing), and hands POST requests to `slackPath` to Slack's listener where there is one.
 */
export async function serveHttp(options: {
  host: string;
  port: number;
  checks: Readonly<Record<string, Check>>;
  notes?: Readonly<Record<string, () => boolean>>;
  slackPath: string;
  slackListener?: RequestListener;
}): Promise<HttpServer> {
  const { host, port, checks, notes = {}, slackPath, slackListener } = options;
  const server = createServer((request, response) => {
    const path = request.url?.split('?')[0];
    if (slackListener && path === slackPath) {
      // Bolt's listener throws for whatever is no POST, and what is thrown here would end the process.
      return request.method === 'POST'
        ? slackListener(request, response)
        : answer(response, 405, { ok: false }, { allow: 'POST' });
    }
    if (path === '/healthz') return answer(response, 200, { ok: true });
    if (path === '/readyz') {
      void runChecks(checks).then((results) =>
        answer(response, Object.values(results).every(isWell) ? 200 : 503, { ...results, ...told(notes) }),
      );
      return undefined;
    }
    return answer(response, 404, { ok: false });
  });
  await listening(server, host, port);
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        const cut = setTimeout(() => server.closeAllConnections(), ANSWER_GRACE_MS);
        server.close(() => {
          clearTimeout(cut);
          resolve();
        });
      }),
  };
}

async function runChecks(checks: Readonly<Record<string, Check>>): Promise<Record<string, Wellness>> {
  const results = await Promise.all(
    Object.entries(checks).map(async ([name, check]) => [name, await well(check)] as const),
  );
  return Object.fromEntries(results);
}

function told(notes: Readonly<Record<string, () => boolean>>): Record<string, boolean> {
  return Object.fromEntries(Object.entries(notes).map(([name, note]) => [name, note()]));
}

function isWell(wellness: Wellness): boolean {
  return typeof wellness === 'boolean' ? wellness : Object.values(wellness).some(Boolean);
}

/** A check that throws or takes too long has failed. */
async function well(check: Check): Promise<Wellness> {
  const late = new Promise<boolean>((resolve) => {
    setTimeout(() => resolve(false), CHECK_TIMEOUT_MS).unref();
  });
  return Promise.race([
    Promise.resolve()
      .then(check)
      .catch(() => false),
    late,
  ]);
}

function listening(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause) =>
      reject(
        new KeyholeError(
          'port-taken',
          `Port ${port} of ${host} cannot be used (${messageOf(cause)}): set PORT or HOST to another.`,
          { cause },
        ),
      ),
    );
    server.listen(port, host, () => resolve());
  });
}

function answer(
  response: Parameters<RequestListener>[1],
  status: number,
  body: object,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}
