import type { Process } from '../runtime/processes.ts';
import type { ShellState } from './state.ts';

/** Signals that a shell has trapped, kept until its current command is over, as POSIX asks. */
export class SignalQueue {
  private pending: string[] = [];
  private wake: (() => void)[] = [];
  private readonly state: ShellState;

  constructor(process: Process, state: ShellState) {
    this.state = state;
    process.onSignal = (signal) => {
      const command = state.traps.get(signal);
      if (command === undefined) return 'default';
      if (command !== '') {
        this.pending.push(signal);
        for (const wake of this.wake.splice(0)) wake();
      }
      return 'handled';
    };
  }

  /** The commands of the traps that are due. */
  take(): string[] {
    const due = this.pending;
    this.pending = [];
    return due.map((signal) => this.state.traps.get(signal)).filter((command) => command !== undefined);
  }

  /** Resolves when a trapped signal comes: `wait` ends early then. */
  next(): Promise<void> {
    if (this.pending.length > 0) return Promise.resolve();
    return new Promise((resolve) => this.wake.push(resolve));
  }
}
