import { styleText } from 'node:util';

export interface Terminal {
  /** To stdout: what was asked for. */
  readonly say: (text: string) => void;
  /** To stderr: why it cannot be had. */
  readonly complain: (text: string) => void;
  /** Whether stdout is read by a person whose terminal has colours. */
  readonly colours: boolean;
}

/** What the exit code tells: all is well, something was found, or nothing could be done. */
export const EXIT = { fine: 0, problems: 1, usage: 2 } as const;

/** Where whoever used the tool wrongly reads on. */
export const SEE_HELP = '`keyhole policy --help` tells how it is used.';

const MARKS = { fits: ['✓', 'green'], lacks: ['✗', 'red'], unknown: ['?', 'yellow'] } as const;

/** The sign of what fits, what does not, and what cannot be told. */
export function mark(kind: keyof typeof MARKS, { colours }: Terminal): string {
  const [sign, colour] = MARKS[kind];
  return colours ? styleText(colour, sign, { validateStream: false }) : sign;
}

/** A number with its noun. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
