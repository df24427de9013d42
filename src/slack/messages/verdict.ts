import type { Verdict } from '../../domain/request/request.ts';
import { duration } from '../text.ts';

export function verdictIcon(verdict: Verdict | undefined): string {
  switch (verdict?.kind) {
    case undefined:
      return ':hourglass_flowing_sand:';
    case 'exited':
      return verdict.code === 0 ? ':white_check_mark:' : ':x:';
    case 'could-not-start':
      return ':x:';
    case 'timed-out':
      return ':stopwatch:';
    case 'unknown':
      return ':warning:';
  }
}

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
    case 'unknown':
      return 'outcome unknown';
  }
}
