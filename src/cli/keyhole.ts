import { nearestWord } from '../domain/asking/nearest-word.ts';
import { policyJsonSchema } from '../domain/policy/policy-schema.ts';
import { policyCheck } from './policy-check.ts';
import { type ExplainSurroundings, policyExplain } from './policy-explain.ts';
import { policyTest } from './policy-test.ts';
import { EXIT, SEE_HELP, type Terminal } from './terminal.ts';

const USAGE = `Usage:
  keyhole policy check FILE            tell all that is wrong with a policy file, as file:line:column: what
  keyhole policy explain FILE --as WHO [what they ask for] [-- COMMAND]
                                       tell rule by rule what the policy says to an ask
  keyhole policy test FILE CASES...    try the cases of a YAML file: asks, and what must come of them
  keyhole policy schema                print the JSON Schema of the policy file, for editors

explain takes what /debug takes in Slack (deploy/api busybox -n shop --reason "..." -- ps aux), and
  --as WHO                    an address, a Slack id, or both (--as twice)
  --name NAME                 as Slack shows it
  --in S0SRE                  a Slack user group that they are in, or its group in the policy; as often
                              as needed; "none" for none
  --pod NAME                  the pod, which may also stand in the ask
  --pod-label NAME=VALUE      as often as needed; "none" for none
  --namespace-label NAME=VALUE
  --workload Deployment/api   what the pod is of
  --node NAME                 where it runs
  --at 2026-11-22T03:00:00+01:00
FILE may be left out where KEYHOLE_POLICY names it.

Exit code: 0 all is well (explain: allowed), 1 problems (explain: refused), 2 nothing was done.`;

/** The command line tool for who edits the policy. Resolves to the exit code. */
export async function keyhole(
  args: readonly string[],
  terminal: Terminal,
  surroundings: ExplainSurroundings,
): Promise<number> {
  const [subject, verb, ...rest] = args;
  const dashes = args.indexOf('--');
  const own = dashes < 0 ? args : args.slice(0, dashes);
  if (own.some((arg) => arg === '--help' || arg === '-h')) {
    terminal.say(USAGE);
    return EXIT.fine;
  }
  const [file, ...others] = rest;
  if (subject === 'policy') {
    if (verb === 'explain') return policyExplain(rest, terminal, surroundings);
    if (verb === 'check' && file !== undefined && others.length === 0) return policyCheck(file, terminal);
    if (verb === 'test' && file !== undefined && others.length > 0)
      return policyTest(file, others, terminal, surroundings.now);
    if (verb === 'schema' && rest.length === 0) {
      terminal.say(JSON.stringify(policyJsonSchema(), undefined, 2));
      return EXIT.fine;
    }
  }
  terminal.complain(subject === undefined ? USAGE : `${wrongWith(subject, verb)}\n${SEE_HELP}`);
  return EXIT.usage;
}

/** What each verb takes, in words that go on its name. */
const TAKES = {
  check: 'takes one file, the policy',
  explain: 'takes who asks, and what for',
  test: 'takes the file of the policy, and then those with its cases',
  schema: 'takes nothing more',
} as const;

function wrongWith(subject: string, verb = ''): string {
  const verbs = Object.keys(TAKES);
  if (subject !== 'policy') {
    const meant = verbs.includes(subject) ? subject : 'check';
    return `There is no "${subject}": did you mean "policy ${meant}"?`;
  }
  for (const [known, takes] of Object.entries(TAKES)) if (verb === known) return `"policy ${verb}" ${takes}.`;
  const nearest = nearestWord(verb, verbs);
  if (verb !== '' && nearest !== undefined)
    return `There is no "policy ${verb}": did you mean "policy ${nearest}"?`;
  return `After "policy" comes one of ${verbs.join(', ')}.`;
}
