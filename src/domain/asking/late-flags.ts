import { type Invalid, invalid } from './command-line-invalid.ts';
import type { FlaggedAsk } from './command-line-values.ts';
import { shellWords } from './shell-words.ts';

/**
 * A flag that was typed after the two dashes is a part of the command, where nobody looks for it. Whoever has given that
 * flag before them means the command's own.
 */
export function lateFlag(
  command: string,
  ask: Pick<FlaggedAsk, 'reason' | 'breakGlass'>,
): Invalid | undefined {
  const split = shellWords(command);
  const words = split.kind === 'words' ? split.words.map(({ value }) => value) : [];
  const has = (flag: string) => words.some((word) => word === flag || word.startsWith(`${flag}=`));
  if (ask.breakGlass === undefined && has('--break-glass'))
    return invalid(
      '--break-glass stands after the two dashes, where it is a part of the command: write it before them, as in `--break-glass --reason "checkout is down" -- ps aux`.',
    );
  if (ask.reason === undefined && has('--reason'))
    return invalid(
      '--reason stands after the two dashes, where it is a part of the command: write it before them, as in `--reason "checkout is slow" -- ps aux`.',
    );
  return undefined;
}
