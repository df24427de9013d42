import type { Policy } from '../domain/policy/policy.ts';
import { readPolicyFile } from '../policy-file.ts';
import { counted, EXIT, type Terminal } from './terminal.ts';

export type LoadedPolicy =
  | { readonly kind: 'loaded'; readonly policy: Policy }
  /** What is wrong was told. */
  | { readonly kind: 'failed'; readonly code: number };

/** The policy in a file; what is wrong with it is told, as at the start of the bot, and makes an exit code. */
export async function loadPolicy(file: string, terminal: Terminal): Promise<LoadedPolicy> {
  const reading = await readPolicyFile(file);
  if (reading.kind === 'policy') return { kind: 'loaded', policy: reading.policy };
  return { kind: 'failed', code: tellProblems(reading, terminal, file, 'Keyhole would not take it') };
}

/** Tells what is wrong with a file, and the exit code for it. */
export function tellProblems(
  reading: { readonly kind: 'invalid' | 'unreadable'; readonly problems: readonly string[] },
  { say, complain }: Terminal,
  file: string,
  hence: string,
): number {
  if (reading.kind === 'unreadable') {
    complain(`${reading.problems[0]}.`);
    return EXIT.usage;
  }
  for (const problem of reading.problems) say(problem);
  complain(`${file} has ${counted(reading.problems.length, 'problem')}: ${hence}.`);
  return EXIT.problems;
}
