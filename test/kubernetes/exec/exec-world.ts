import type { WebSocket } from 'ws';
import type { Cluster, ExecOptions, ExecOutcome } from '../../../src/kubernetes/cluster.ts';
import { type Exchange, exchange } from '../recordings.ts';
import { frame } from '../scripted-server.ts';

export const SUCCESS = '{"metadata":{},"status":"Success"}';

/** What came of an exec, and what its callbacks were told, in order. */
export interface Told {
  readonly outcome: ExecOutcome;
  readonly told: readonly string[];
}

/** Runs `id` and notes what is told. */
export async function run(cluster: Cluster, options: Partial<ExecOptions> = {}): Promise<Told> {
  const told: string[] = [];
  const outcome = await cluster.exec({
    namespace: 'shop',
    pod: 'execs',
    container: 'box',
    argv: ['id'],
    timeoutMs: 10_000,
    onOpen: () => {
      told.push('open');
    },
    onOutput: (stream, data) => {
      told.push(`${stream}:${data.toString('utf8')}`);
    },
    ...options,
  });
  return { outcome, told };
}

/** Sends what was recorded and closes as the API server does. */
export function replay(note: string): (socket: WebSocket) => void {
  return replayed(exchange('exec-protocol', note).response.frames ?? []);
}

export function replayed(frames: NonNullable<Exchange['response']['frames']>): (socket: WebSocket) => void {
  return (socket) => {
    for (const { channel, data } of frames) socket.send(frame(channel, data));
    socket.close(1000);
  };
}
