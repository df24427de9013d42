import type { Builtin } from './builtins.ts';
import { pause, text, whileAlive } from './program.ts';

interface ReadOptions {
  raw: boolean;
  seconds: number | undefined;
  prompt: string;
  names: string[];
}

function parseOptions(args: string[]): ReadOptions {
  const options: ReadOptions = { raw: false, seconds: undefined, prompt: '', names: [] };
  const rest = [...args];
  while (rest[0] !== undefined && /^-[rstpn]/.test(rest[0])) {
    const word = rest.shift() ?? '';
    const value = (): string => (word.length > 2 ? word.slice(2) : (rest.shift() ?? ''));
    if (word === '-r') options.raw = true;
    else if (word.startsWith('-t')) options.seconds = Number(value());
    else if (word.startsWith('-p')) options.prompt = value();
  }
  options.names = rest.length === 0 ? ['REPLY'] : rest;
  return options;
}

/** `read [-r] [-t SECONDS] [-p PROMPT] NAME…`: one line of standard input; 1 at its end or when the time is over. */
export const readBuiltin: Builtin = async ({ shell, args, streams }) => {
  const { process, state } = shell;
  const options = parseOptions(args);
  if (options.prompt !== '') await streams.stderr.write(text(options.prompt));
  if (options.seconds !== undefined) {
    const deadline = pause(process, options.seconds * 1000);
    const inTime = await whileAlive(process, streams.stdin.readable(deadline));
    if (!inTime) return 1;
  }
  const { line: bytes, complete } = await whileAlive(process, streams.stdin.readLine());
  // A shell's variable cannot hold a NUL: dash, bash and busybox leave them out.
  const line = bytes.replaceAll('\0', '');
  const content = options.raw ? line : line.replaceAll(/\\(.)/g, '$1');
  const separators = state.variables.get('IFS') ?? ' \t\n';
  const fields = splitFields(content, separators, options.names.length);
  for (const [index, name] of options.names.entries()) state.variables.set(name, fields[index] ?? '');
  return complete ? 0 : 1;
};

/** Splits at most into `count` fields; the last takes the rest of the line. */
function splitFields(line: string, separators: string, count: number): string[] {
  if (separators === '') return [line];
  const escaped = separators.replaceAll(/[\\\]^-]/g, String.raw`\$&`);
  const blank = /^\s*$/.test(separators);
  const fields: string[] = [];
  let rest = blank ? line.trim() : line;
  const separator = new RegExp(blank ? `[${escaped}]+` : `[${escaped}]`);
  while (fields.length < count - 1) {
    const found = separator.exec(rest);
    if (found === null) break;
    fields.push(rest.slice(0, found.index));
    rest = rest.slice(found.index + found[0].length);
  }
  return [...fields, rest];
}
