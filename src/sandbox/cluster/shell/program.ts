import type { ContainerFiles } from '../runtime/container-files.ts';
import type { RunningContainer } from '../runtime/container.ts';
import type { Process } from '../runtime/processes.ts';
import type { BufferedSource, ByteSink } from '../api/streams.ts';

/** The three standard streams of a command. */
export interface Streams {
  stdin: BufferedSource;
  stdout: ByteSink;
  stderr: ByteSink;
}

/** What the host of a program lends it. */
export interface Host {
  container: RunningContainer;
  now: () => Date;
  filesFor: (process: Process) => ContainerFiles;
  /** Starts a program as a child of `parent`; the child ends by itself. */
  spawn: (parent: Process, request: SpawnRequest) => Promise<SpawnResult>;
  /** Runs a program inside an existing process, as execve does. */
  replace: (process: Process, request: SpawnRequest) => Promise<ReplaceResult>;
}

export interface SpawnRequest {
  argv: string[];
  streams: Streams;
  env?: Record<string, string>;
  cwd?: string;
  /** Started by the runtime, not by a process: its parent is 0. */
  detached?: boolean;
}

export type SpawnResult =
  { kind: 'spawned'; process: Process } | { kind: 'not found' } | { kind: 'not executable' };

export type ReplaceResult =
  { kind: 'ran'; status: number } | { kind: 'not found' } | { kind: 'not executable' };

/** One run of a tool: its arguments without its name, its streams and the process it runs as. */
export interface Invocation extends Streams {
  name: string;
  args: string[];
  process: Process;
  host: Host;
}

export type Tool = (run: Invocation) => Promise<number>;

/** The process ended while something inside it was still busy; whoever meets it stops quietly. */
export class ProcessEnded extends Error {
  constructor() {
    super('the process has ended');
    this.name = 'ProcessEnded';
  }
}

export const text = (words: string): Uint8Array => Buffer.from(words, 'utf8');

/** Waits for something, but no longer than the process lives: then ProcessEnded. */
export function whileAlive<T>(process: Process, wanted: Promise<T>): Promise<T> {
  if (process.ended) return Promise.reject(new ProcessEnded());
  return new Promise<T>((resolve, reject) => {
    const ended = (): void => reject(new ProcessEnded());
    const settled = (): void => process.aborted.removeEventListener('abort', ended);
    process.aborted.addEventListener('abort', ended, { once: true });
    wanted.then(resolve, reject).finally(settled).catch(reject);
  });
}

/** Real time, in milliseconds, cut short by the end of the process. */
export async function pause(process: Process, milliseconds: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const elapsed = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  try {
    await whileAlive(process, elapsed);
  } finally {
    clearTimeout(timer);
  }
}

/** What the shell says when there is nothing to run (busybox ash's words). */
export async function reportMissing(
  name: string,
  kind: 'not found' | 'not executable',
  streams: Streams,
): Promise<number> {
  const found = kind === 'not executable';
  await streams.stderr.write(text(`sh: ${name}: ${found ? 'Permission denied' : 'not found'}\n`));
  return found ? 126 : 127;
}
