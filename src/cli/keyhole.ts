import { policyJsonSchema } from '../domain/policy/policy-schema.ts';
import { policyCheck } from './policy-check.ts';
import { EXIT, type Terminal } from './terminal.ts';

const USAGE = `Usage:
  keyhole policy check FILE   tell all that is wrong with a policy file, as file:line:column: what
  keyhole policy schema       print the JSON Schema of the policy file, for editors

Exit code: 0 all is well, 1 the file has problems, 2 nothing was checked.`;

/** The command line tool for who edits the policy. Resolves to the exit code. */
export async function keyhole(args: readonly string[], terminal: Terminal): Promise<number> {
  const [subject, verb, ...rest] = args;
  if (args.some((arg) => arg === '--help' || arg === '-h')) {
    terminal.say(USAGE);
    return EXIT.fine;
  }
  const [file] = rest;
  if (subject === 'policy' && verb === 'check' && file !== undefined && rest.length === 1) {
    return policyCheck(file, terminal);
  }
  if (subject === 'policy' && verb === 'schema' && rest.length === 0) {
    terminal.say(JSON.stringify(policyJsonSchema(), undefined, 2));
    return EXIT.fine;
  }
  terminal.complain(USAGE);
  return EXIT.usage;
}
