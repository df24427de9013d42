import type { RunningContainer } from '../runtime/container.ts';
import type { Process } from '../runtime/processes.ts';
import { pause, text, whileAlive } from './program.ts';
import type { Streams } from './program.ts';

/**
 * The server of an image: as the main process of one of the pod's own containers it holds the ports until it ends. Started
 * anywhere else in the pod it finds its port taken, as a real one would.
 */
export async function runServer(
  process: Process,
  container: RunningContainer,
  streams: Streams,
): Promise<number> {
  const { ordinary } = container;
  const holdsPorts = ordinary !== undefined && process === container.main;
  const [taken] = holdsPorts ? [] : container.ports();
  if (taken !== undefined) {
    await streams.stderr.write(text(`listen tcp :${taken.port}: bind: address already in use\n`));
    return 1;
  }
  process.onSignal = (signal) => endOnTermination(process, signal);
  if (!holdsPorts || ordinary.afterMs === undefined)
    return whileAlive(process, new Promise<never>(() => undefined));
  await pause(process, ordinary.afterMs);
  return ordinary.exitCode ?? 0;
}

/** A server heeds TERM, INT, HUP and QUIT, as a Go program does. */
function endOnTermination(process: Process, signal: string): 'handled' | 'default' {
  if (!['TERM', 'INT', 'HUP', 'QUIT'].includes(signal)) return 'default';
  process.end(signal === 'TERM' ? 143 : 2);
  return 'handled';
}
