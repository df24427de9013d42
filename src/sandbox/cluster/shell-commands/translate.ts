import { text } from '../shell/program.ts';
import type { Tool } from '../shell/program.ts';
import { unescape } from './output.ts';

const classes: Record<string, string> = {
  alpha: 'A-Za-z',
  digit: '0-9',
  alnum: '0-9A-Za-z',
  lower: 'a-z',
  upper: 'A-Z',
  space: String.raw`\t\n\v\f\r `,
  blank: String.raw`\t `,
  xdigit: '0-9A-Fa-f',
  punct: '!-/:-@[-`{-~',
};

/** The bytes of a set such as "a-z", "\0" or "[:space:]". */
export function parseSet(word: string): number[] {
  const spelled = word.replaceAll(/\[:(\w+):\]/g, (whole, name: string) => classes[name] ?? whole);
  const { bytes } = unescape(spelled);
  const result: number[] = [];
  for (let index = 0; index < bytes.length; index += 1) {
    const first = bytes[index] ?? 0;
    const last = bytes[index + 2];
    if (bytes[index + 1] === 45 && last !== undefined && last >= first) {
      for (let value = first; value <= last; value += 1) result.push(value);
      index += 2;
    } else {
      result.push(first);
    }
  }
  return result;
}

interface Plan {
  /** What each byte becomes; -1 drops it. */
  table: Int16Array;
  squeezed: Set<number>;
}

function makePlan(flags: string, first: string, second: string | undefined): Plan {
  const listed = parseSet(first);
  const from = flags.includes('c') || flags.includes('C') ? complement(listed) : listed;
  const table = Int16Array.from({ length: 256 }, (_, value) => value);
  const to = second === undefined ? [] : parseSet(second);
  if (flags.includes('d')) {
    for (const value of from) table[value] = -1;
    return { table, squeezed: new Set(flags.includes('s') ? to : []) };
  }
  const filler = to.at(-1);
  for (const [index, value] of from.entries()) table[value] = to[index] ?? filler ?? value;
  const squeezed = flags.includes('s') ? new Set(second === undefined ? from : to) : new Set<number>();
  return { table, squeezed };
}

function complement(values: number[]): number[] {
  const excluded = new Set(values);
  return Array.from({ length: 256 }, (_, value) => value).filter((value) => !excluded.has(value));
}

/** `tr [-cds] SET1 [SET2]`, as the bytes come. */
export const tr: Tool = async (run) => {
  const flags = run.args.filter((word) => /^-[cCds]+$/.test(word)).join('');
  const [first, second] = run.args.filter((word) => !/^-[cCds]+$/.test(word));
  if (first === undefined || (second === undefined && !/[ds]/.test(flags))) {
    await run.stderr.write(text('tr: missing operand\n'));
    return 1;
  }
  const { table, squeezed } = makePlan(flags, first, second);
  const squeezes = squeezed.size > 0;
  let previous = -1;
  for (let chunk = await run.stdin.read(); chunk !== null; chunk = await run.stdin.read()) {
    const out = Buffer.allocUnsafe(chunk.length);
    let length = 0;
    for (let index = 0; index < chunk.length; index += 1) {
      const value = table[chunk[index] ?? 0] ?? -1;
      if (value === -1 || (squeezes && value === previous && squeezed.has(value))) continue;
      out[length] = value;
      length += 1;
      previous = value;
    }
    await run.stdout.write(out.subarray(0, length));
  }
  return 0;
};
