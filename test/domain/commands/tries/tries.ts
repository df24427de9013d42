import type { CommandRules } from '../../../../src/domain/commands/judge-command.ts';

/** A command as it is typed, or an argument vector where typing cannot make it; and what would get through. */
export type Try = readonly [command: string | readonly string[], through: string];

export interface Tries {
  readonly rules: CommandRules;
  /** A refused program is found in them. */
  readonly refused: readonly Try[];
  /** What they run cannot be told, or nobody allowed it. */
  readonly held: readonly Try[];
}

/** What every list of these tries refuses. */
export const REFUSED = ['rm *', 'kill *'];
