import type { ExecOutcome } from '../cluster.ts';
import { readRefusal } from '../failures/api-failure.ts';
import { programSentence } from '../failures/program-failures.ts';
import { quoteAtEnd } from '../failures/quote.ts';

/** What an exec's status channel says. */
export type ExecStatus =
  | { readonly kind: 'success' }
  | { readonly kind: 'exit-code'; readonly code: number }
  | { readonly kind: 'error'; readonly message: string };

/** A status is a few hundred bytes; more is not one. */
const LONGEST_STATUS = 64 * 1024;

/** Puts the status together from the frames that it comes in. */
export class StatusReader {
  #bytes = Buffer.alloc(0);
  #status: ExecStatus | undefined;

  /** Undefined until it is whole. */
  get status(): ExecStatus | undefined {
    return this.#status;
  }

  /** Whether it is whole with this frame. */
  read(data: Buffer): boolean {
    this.#bytes = Buffer.concat([this.#bytes, data]).subarray(0, LONGEST_STATUS);
    this.#status = readStatus(this.#bytes);
    return this.#status !== undefined;
  }
}

/** Undefined while its JSON is not whole. */
function readStatus(bytes: Buffer): ExecStatus | undefined {
  let object: unknown;
  try {
    object = JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
  if (object === null || typeof object !== 'object') return { kind: 'error', message: '' };
  if (Reflect.get(object, 'status') === 'Success') return { kind: 'success' };
  const { reason, message, causes } = readRefusal(0, object);
  const exitCode = causes.find((cause) => cause.reason === 'ExitCode')?.message ?? '';
  return reason === 'NonZeroExitCode' && /^\d{1,3}$/.test(exitCode)
    ? { kind: 'exit-code', code: Number(exitCode) }
    : { kind: 'error', message };
}

/**
 * Texts that servers up to 1.34 and the runtimes give for a container that does not run (yet): the kubelet's, then
 * containerd's (`container is in CONTAINER_CREATED state`, internal/cri/server) and CRI-O's. Nothing ran.
 */
const NOT_RUNNING = [
  /container not found \("/,
  /container is in CONTAINER_(CREATED|EXITED|UNKNOWN) state/,
  /container is not created or running/,
];

/** What runc, crun and containerd say where they could not start a program (recordings/kubernetes/exec-protocol.json). */
const NOT_STARTED =
  /unable to start container process|OCI runtime exec failed|failed to start exec|executable file/i;

/** Whether a text says for certain that the container does not run, so that nothing ran in it. */
export function saysNotRunning(message: string): boolean {
  return NOT_RUNNING.some((pattern) => pattern.test(message));
}

/** What an exec came to. `printed`: some output arrived, so the command did start, whatever the status says. */
export function outcomeOf(status: ExecStatus, argv: readonly string[], printed: boolean): ExecOutcome {
  if (status.kind === 'success') return { kind: 'exited', code: 0 };
  if (status.kind === 'exit-code') return { kind: 'exited', code: status.code };
  const { message } = status;
  if (!printed && saysNotRunning(message)) {
    return {
      kind: 'refused',
      status: 500,
      sentence: 'The debug container is not running: if it is not just starting, ask again for a new one.',
      retryable: true,
    };
  }
  if (!printed && NOT_STARTED.test(message)) {
    const sentence = programSentence(message, argv[0] ?? '', "the debug container's image");
    return { kind: 'could-not-start', sentence };
  }
  const said = message === '' ? '' : `: ${quoteAtEnd(message)}`;
  return {
    kind: 'lost',
    sentence: `The cluster lost the command${said}. Whether it ran to its end is unknown: check before you run it again.`,
  };
}
