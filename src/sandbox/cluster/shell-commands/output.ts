import { text } from '../shell/program.ts';
import type { Invocation, Tool } from '../shell/program.ts';

const escapes: Record<string, number> = { a: 7, b: 8, e: 27, f: 12, n: 10, r: 13, t: 9, v: 11, '\\': 92 };

/** Turns backslash escapes into bytes; `stop` is true after \c, which ends all output. */
export function unescape(words: string): { bytes: Buffer; stop: boolean } {
  const parts: Buffer[] = [];
  let rest = words;
  while (rest !== '') {
    const slash = rest.indexOf('\\');
    if (slash === -1 || slash === rest.length - 1) {
      parts.push(Buffer.from(rest, 'utf8'));
      break;
    }
    parts.push(Buffer.from(rest.slice(0, slash), 'utf8'));
    rest = rest.slice(slash);
    if (rest[1] === 'c') return { bytes: Buffer.concat(parts), stop: true };
    const numeric = /^\\(?:x([0-9a-fA-F]{1,2})|0?([0-7]{1,3}))/.exec(rest);
    const named = escapes[rest[1] ?? ''];
    if (numeric !== null) {
      const value = numeric[1] === undefined ? parseInt(numeric[2] ?? '0', 8) : parseInt(numeric[1], 16);
      parts.push(Buffer.from([value & 255]));
      rest = rest.slice(numeric[0].length);
    } else if (named !== undefined) {
      parts.push(Buffer.from([named]));
      rest = rest.slice(2);
    } else {
      parts.push(Buffer.from(rest.slice(0, 2), 'utf8'));
      rest = rest.slice(2);
    }
  }
  return { bytes: Buffer.concat(parts), stop: false };
}

export const echo: Tool = async (run) => {
  const words = [...run.args];
  let newline = true;
  let interpret = false;
  while (words[0] !== undefined && /^-[neE]+$/.test(words[0])) {
    const flags = words.shift() ?? '';
    if (flags.includes('n')) newline = false;
    if (flags.includes('e')) interpret = true;
  }
  const line = words.join(' ');
  if (!interpret) {
    await run.stdout.write(text(`${line}${newline ? '\n' : ''}`));
    return 0;
  }
  const { bytes, stop } = unescape(line);
  await run.stdout.write(newline && !stop ? Buffer.concat([bytes, text('\n')]) : bytes);
  return 0;
};

const directive = /%(%|([-+ 0#]*)(\d+|\*)?(?:\.(\d+|\*))?([bcdeEfgGiosuxX]))/g;

function numberOf(word: string): number {
  if (/^["']/.test(word)) return word.codePointAt(1) ?? 0;
  const value = /^-?0[0-7]+$/.test(word) ? parseInt(word, 8) : Number(word === '' ? '0' : word);
  return Number.isNaN(value) ? 0 : value;
}

function padded(body: Buffer, flags: string, width: number): Buffer {
  const missing = Math.max(0, width - body.toString('utf8').length);
  if (missing === 0) return body;
  if (flags.includes('-')) return Buffer.concat([body, Buffer.alloc(missing, ' ')]);
  return Buffer.concat([Buffer.alloc(missing, flags.includes('0') ? '0' : ' '), body]);
}

function convert(kind: string, word: string, precision: number | undefined): Buffer {
  switch (kind) {
    case 'b':
      return unescape(word).bytes;
    case 'c':
      return Buffer.from(word.slice(0, 1), 'utf8');
    case 's':
      return Buffer.from(precision === undefined ? word : word.slice(0, precision), 'utf8');
    case 'o':
      return Buffer.from(Math.trunc(numberOf(word)).toString(8));
    case 'x':
      return Buffer.from(Math.trunc(numberOf(word)).toString(16));
    case 'X':
      return Buffer.from(Math.trunc(numberOf(word)).toString(16).toUpperCase());
    case 'e':
    case 'E':
      return Buffer.from(numberOf(word).toExponential(precision ?? 6));
    case 'f':
      return Buffer.from(numberOf(word).toFixed(precision ?? 6));
    case 'g':
    case 'G':
      return Buffer.from(String(numberOf(word)));
    default:
      return Buffer.from(String(Math.trunc(numberOf(word))));
  }
}

/** One pass of the format; takes words from the front of `words`. */
function format(template: string, words: string[]): Buffer {
  const parts: Buffer[] = [];
  let last = 0;
  for (const match of template.matchAll(directive)) {
    parts.push(unescape(template.slice(last, match.index)).bytes);
    last = match.index + match[0].length;
    if (match[1] === '%') {
      parts.push(Buffer.from('%'));
      continue;
    }
    const count = (value: string | undefined): number | undefined => {
      if (value === undefined) return undefined;
      return Number(value === '*' ? (words.shift() ?? '0') : value);
    };
    const width = count(match[3]) ?? 0;
    const precision = count(match[4]);
    parts.push(padded(convert(match[5] ?? 's', words.shift() ?? '', precision), match[2] ?? '', width));
  }
  parts.push(unescape(template.slice(last)).bytes);
  return Buffer.concat(parts);
}

export const printf: Tool = async (run: Invocation) => {
  const args = run.args[0] === '--' ? run.args.slice(1) : run.args;
  const [template, ...words] = args;
  if (template === undefined) {
    await run.stderr.write(text('printf: usage: printf FORMAT [ARG]...\n'));
    return 1;
  }
  const before = words.length;
  await run.stdout.write(format(template, words));
  while (words.length > 0 && words.length < before) {
    await run.stdout.write(format(template, words));
  }
  return 0;
};

/** The same line for ever, in pieces of a few kilobytes, until nobody reads. */
export const yes: Tool = async (run) => {
  const line = text(`${run.args.length === 0 ? 'y' : run.args.join(' ')}\n`);
  const block = Buffer.concat(
    Array.from({ length: Math.max(1, Math.floor(8192 / line.length)) }, () => line),
  );
  while (true) {
    await run.stdout.write(block);
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
};
