import { type Invalid, invalid, shown } from './command-line-invalid.ts';
import { hidesWhatFollows } from './command.ts';
import { REQUEST_VARIABLE } from '../request/request-id.ts';

/**
 * What every API server takes; newer ones take any printable ASCII but `=` (recordings/kubernetes/validation-errors.json),
 * which older ones refuse and people misread.
 */
const NAME = /^[-._a-zA-Z][-._a-zA-Z0-9]{0,127}$/;
const MOST = 30;
/** Of all names and values together, in characters: whoever approves has to read them. */
const LONGEST = 2000;

type Pair = readonly [name: string, value: string];

/** Reads the values of all `--env` flags. As in kubectl, one may hold several: `A=1,B=2` (pflag's StringToString). */
export function readEnv(
  flags: readonly string[],
): { readonly kind: 'env'; readonly env: Readonly<Record<string, string>> } | Invalid {
  const env = new Map<string, string>();
  for (const flag of flags) {
    const pairs = readPairs(flag);
    if (pairs === undefined)
      return invalid(
        `I cannot read --env ${shown(flag)}: write NAME=VALUE, such as --env LOG_LEVEL=debug, once for each.`,
      );
    for (const [name, value] of pairs) {
      const problem = pairProblem(name, value);
      if (problem !== undefined) return invalid(problem);
      if (env.has(name)) return invalid(`The variable ${shown(name)} is there twice: keep one.`);
      env.set(name, value);
    }
  }
  if (env.size > MOST)
    return invalid(`There are ${env.size} variables, ${MOST} are the most: leave some out.`);
  const length = [...env].flat().join('').length;
  if (length > LONGEST)
    return invalid(`The variables have ${length} characters in all, ${LONGEST} are the most: shorten them.`);
  return { kind: 'env', env: Object.fromEntries(env) };
}

/** The value of an `--env` flag that `readEnv` reads as this one variable. */
export function envText(name: string, value: string): string {
  const pair = `${name}=${value}`;
  const takenWhole = !value.includes('=');
  return takenWhole || !/[,"\n]/.test(value) ? pair : `"${pair.replaceAll('"', '""')}"`;
}

function pairProblem(name: string, value: string): string | undefined {
  if (!NAME.test(name))
    return `${shown(name === '' ? '=' : name)} cannot be a variable's name: use letters, digits, _, - and dots, and no digit first.`;
  if (name === REQUEST_VARIABLE)
    return `${REQUEST_VARIABLE} is set by Keyhole itself: name your variable otherwise.`;
  if (hidesWhatFollows(value))
    return `The value of ${name} has a long gap of blanks or empty lines, which would hide what comes after it: close the gap.`;
  return undefined;
}

/** With one `=` a value is taken whole, with more it is a line of comma-separated values (pflag's string_to_string.go). */
function readPairs(flag: string): Pair[] | undefined {
  const equals = flag.split('=').length - 1;
  const fields = equals > 1 ? commaSeparated(flag) : [flag.replace(/^"(.*)"$/s, '$1')];
  if (fields === undefined) return undefined;
  const pairs: Pair[] = [];
  for (const field of fields) {
    const at = field.indexOf('=');
    if (at < 0) return undefined;
    pairs.push([field.slice(0, at), field.slice(at + 1)]);
  }
  return pairs;
}

/** One line of comma-separated values (RFC 4180), as Go's encoding/csv reads it; undefined where the quotes are wrong. */
function commaSeparated(line: string): string[] | undefined {
  const field = /"((?:[^"]|"")*)"(?=,|$)|([^",\n]*)(?=,|$)/y;
  const fields: string[] = [];
  for (;;) {
    const match = field.exec(line);
    if (!match) return undefined;
    fields.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
    const end = match.index + match[0].length;
    if (end >= line.length) return fields;
    field.lastIndex = end + 1;
  }
}
