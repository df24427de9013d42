import type { Verdict } from '../../domain/request/request.ts';

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
    case 'stopped':
      return ':octagonal_sign:';
    case 'unknown':
      return ':warning:';
  }
}
