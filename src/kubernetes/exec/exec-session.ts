import type { ClientOptions } from 'ws';
import type { ExecOptions, ExecOutcome } from '../cluster.ts';
import { lostConnection, noConnection, noConnectionInTime } from './exec-endings.ts';
import { readFrame } from './exec-frames.ts';
import { refusalOf } from './exec-refusal.ts';
import { type ExecSocket, openExecSocket } from './exec-socket.ts';
import { outcomeOf, StatusReader } from './exec-status.ts';
import type { Asked } from '../failures/asked.ts';
import { SerialQueue } from './serial-queue.ts';
import { Timers } from './timers.ts';
import { LONGEST_TIMER, type Timing } from '../timing.ts';

export interface ExecSessionOptions {
  readonly url: string;
  readonly connection: ClientOptions;
  readonly asked: Asked;
  readonly exec: ExecOptions;
  readonly timing: Timing;
  readonly now: () => number;
}

/**
 * One connection that runs one command. From the moment the request may have left, a broken connection is `lost`:
 * nobody can know whether the command ran, so nothing here or above tries again.
 */
export class ExecSession {
  readonly #asked: Asked;
  readonly #exec: ExecOptions;
  readonly #timing: Timing;
  readonly #now: () => number;
  readonly #socket: ExecSocket;
  readonly #queue: SerialQueue;
  readonly #result = Promise.withResolvers<ExecOutcome>();
  readonly #timers = new Timers();
  readonly #status = new StatusReader();
  #limit: NodeJS.Timeout | undefined;
  #handshake: NodeJS.Timeout;
  #settled = false;
  #upgraded = false;
  #upgradedAt = 0;
  #opened = false;
  #aborting = false;
  #alive = true;
  #printed = false;

  constructor({ url, connection, asked, exec, timing, now }: ExecSessionOptions) {
    this.#asked = asked;
    this.#exec = exec;
    this.#timing = timing;
    this.#now = now;
    this.#queue = new SerialQueue({
      onWait: () => this.#socket.pause(),
      onIdle: () => {
        this.#alive = true; // No pong could arrive while the socket was not read.
        this.#socket.resume();
      },
      onError: (error) => this.#fail(error),
    });
    this.#socket = openExecSocket(url, connection, {
      onUpgraded: () => this.#onUpgraded(),
      onFrame: (message) => this.#onFrame(message),
      onPong: () => {
        this.#alive = true;
      },
      onRefused: (status, body, retryAfter) => {
        const refusal = refusalOf({ status, body, retryAfter }, asked);
        if (this.#aborting) this.#finishAborted(refusal.kind !== 'refused');
        else this.#finish(refusal);
      },
      onClosed: (end) => this.#onClosed(end),
    });
    this.#handshake = this.#timers.after(timing.handshake, () => this.#onSilence());
    exec.signal?.addEventListener('abort', this.#onAbort);
    if (exec.signal?.aborted) this.#onAbort();
  }

  /** Rejects only with what a callback threw. */
  get outcome(): Promise<ExecOutcome> {
    return this.#result.promise;
  }

  /** A request on its way is awaited for a moment: a refusal makes it certain that nothing ran. */
  readonly #onAbort = (): void => {
    this.#aborting = true;
    if (this.#upgraded || !this.#socket.handedOver()) this.#finishAborted(this.#upgraded);
    else this.#timers.after(this.#timing.closing, () => this.#finishAborted(true));
  };

  #onUpgraded(): void {
    this.#upgraded = true;
    if (this.#aborting) {
      this.#finishAborted(true);
      return;
    }
    this.#upgradedAt = this.#now();
    clearTimeout(this.#handshake);
    this.#limit = this.#timers.after(Math.min(this.#exec.timeoutMs, LONGEST_TIMER), () => {
      this.#finish({ kind: 'timed-out' });
    });
    this.#timers.after(this.#timing.acceptance, () => this.#open());
    this.#timers.every(this.#timing.ping, () => this.#checkAlive());
  }

  #onFrame(message: Buffer): void {
    this.#alive = true;
    const frame = readFrame(message);
    if (this.#settled || frame.channel === 'other' || frame.data.length === 0) return;
    if (frame.channel === 'status') {
      this.#onStatus(frame.data);
      return;
    }
    this.#printed = true;
    this.#open();
    this.#queue.add(() => this.#exec.onOutput(frame.channel, frame.data));
  }

  /** The command is over, so its time limit is, too. Output that the status overtook is still awaited. */
  #onStatus(data: Buffer): void {
    if (!this.#status.read(data)) return;
    clearTimeout(this.#limit);
    this.#timers.after(this.#timing.closing, () => this.#conclude());
  }

  #onClosed({ code, handedOver }: { readonly code: string; readonly handedOver: boolean }): void {
    if (this.#upgraded) {
      this.#conclude();
    } else if (handedOver) {
      this.#finish(this.#lost('broke before the cluster answered'));
    } else {
      this.#finish(noConnection(this.#asked.cluster, code));
    }
  }

  /** After the last frame: what the status says, once all output is delivered. */
  #conclude(): void {
    const { status } = this.#status;
    if (!status) {
      this.#queue.add(() => this.#finish(this.#lost('broke')));
      return;
    }
    const outcome = outcomeOf(status, this.#exec.argv, this.#printed);
    if (outcome.kind !== 'refused') this.#open();
    this.#queue.add(() => this.#finish(outcome));
  }

  /** Servers up to 1.34 upgrade first and refuse afterwards, so the upgrade alone is no acceptance. */
  #open(): void {
    if (this.#opened || this.#settled) return;
    this.#opened = true;
    const sinceMs = this.#now() - this.#upgradedAt;
    this.#queue.add(() => this.#exec.onOpen?.(sinceMs));
  }

  #finishAborted(handedOver: boolean): void {
    this.#finish({ kind: 'aborted', handedOver });
  }

  #onSilence(): void {
    this.#finish(
      this.#socket.handedOver()
        ? this.#lost('fell silent before the cluster answered')
        : noConnectionInTime(this.#asked.cluster, this.#timing.handshake),
    );
  }

  #checkAlive(): void {
    if (this.#queue.busy) return;
    if (!this.#alive) {
      this.#finish(this.#lost('fell silent'));
      return;
    }
    this.#alive = false;
    this.#socket.ping();
  }

  #lost(how: string): ExecOutcome {
    return lostConnection(this.#asked.cluster, how);
  }

  #fail(error: unknown): void {
    this.#result.reject(error);
    this.#stop();
  }

  /** The first outcome counts. A callback that is under way is awaited for a moment, so that none outlives the exec. */
  #finish(outcome: ExecOutcome): void {
    if (this.#settled) return;
    this.#stop();
    const patience = setTimeout(() => this.#result.resolve(outcome), this.#timing.closing);
    void this.#queue.current.finally(() => {
      clearTimeout(patience);
      this.#result.resolve(outcome);
    });
  }

  #stop(): void {
    this.#settled = true;
    this.#queue.clear();
    this.#timers.stop();
    this.#exec.signal?.removeEventListener('abort', this.#onAbort);
    this.#socket.terminate();
  }
}
