import { readFile } from 'node:fs/promises';
import { LineCounter, parseDocument } from 'yaml';
import { type Policy, policyFrom } from './domain/policy/policy.ts';
import { messageOf } from './errors.ts';

export type PolicyFileReading =
  | { readonly kind: 'policy'; readonly policy: Policy }
  /** Each problem as `file:line:column: what is wrong`. */
  | { readonly kind: 'invalid'; readonly problems: readonly string[] };

/** Reads and checks the policy file. Whatever is wrong with it comes back as problems, all of them at once. */
export async function readPolicyFile(path: string): Promise<PolicyFileReading> {
  try {
    return policyFromText(await readFile(path, 'utf8'), path);
  } catch (error) {
    return {
      kind: 'invalid',
      problems: [`${path}: the policy file cannot be read (${messageOf(error)}): check KEYHOLE_POLICY.`],
    };
  }
}

/** Reads a policy from YAML text; `name` stands before each problem's line and column. */
export function policyFromText(text: string, name: string): PolicyFileReading {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return `${name}:${line}:${col}`;
  };
  const broken = [...document.errors, ...document.warnings];
  if (broken.length > 0) {
    return { kind: 'invalid', problems: broken.map((error) => `${at(error.pos[0])}: ${error.message}`) };
  }
  const reading = policyFrom(document.toJS());
  if (reading.kind === 'policy') return reading;
  return {
    kind: 'invalid',
    problems: reading.problems.map(({ path, message }) => {
      const where = path.join('.');
      return `${at(offsetOf(document, path))}: ${where === '' ? '' : `${where}: `}${message}`;
    }),
  };
}

/** Where the deepest part of the path that exists stands in the text. */
function offsetOf(document: ReturnType<typeof parseDocument>, path: readonly (string | number)[]): number {
  for (let depth = path.length; depth > 0; depth -= 1) {
    const node: unknown = document.getIn(path.slice(0, depth), true);
    if (hasRange(node)) return node.range[0];
  }
  return 0;
}

function hasRange(node: unknown): node is { range: [number, number, number] } {
  return typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range);
}
