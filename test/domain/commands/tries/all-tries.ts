import { DENY_LIST, NOTHING_ELSE } from './lists.ts';
import { PROGRAMS } from './programs.ts';
import { SPELLING } from './spelling.ts';
import { TOOLS } from './tools.ts';
import type { Tries } from './tries.ts';
import { WRAPPING } from './wrapping.ts';

export const TRIES: readonly (readonly [name: string, tries: Tries])[] = [
  ['spelling', SPELLING],
  ['wrapping', WRAPPING],
  ['programs that do more than they seem', PROGRAMS],
  ['tools that do more than they seem', TOOLS],
  ['a list of what is denied', DENY_LIST],
  ['a list of all that may run', NOTHING_ELSE],
];
