import { duration } from '../quantities.ts';
import type { Verdict } from './request.ts';

/** How a run ended, in a few words. Codes above 128 are how a shell tells of a signal. */
export function verdictText(verdict: Verdict): string {
  switch (verdict.kind) {
    case 'exited':
      return verdict.code > 128 && verdict.code <= 192
        ? `exit code ${verdict.code} (signal ${verdict.code - 128})`
        : `exit code ${verdict.code}`;
    case 'could-not-start':
      return 'it could not start';
    case 'timed-out':
      return verdict.sentence === undefined
        ? `stopped at its limit of ${duration(verdict.afterMs)}`
        : `Keyhole stopped waiting after ${duration(verdict.afterMs)}`;
    case 'stopped':
      return 'stopped';
    case 'unknown':
      return 'outcome unknown';
  }
}
