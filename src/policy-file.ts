import { readFile } from 'node:fs/promises';
import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  visit,
  type YAMLError,
} from 'yaml';
import { type Policy, policyFrom } from './domain/policy/policy.ts';
import type { PolicyProblem } from './domain/policy/policy-problems.ts';
import { messageOf } from './errors.ts';

export type PolicyTextReading =
  | { readonly kind: 'policy'; readonly policy: Policy }
  /** Each problem as `file:line:column: what is wrong`, in the order of the file. */
  | { readonly kind: 'invalid'; readonly problems: readonly string[] };

export type PolicyFileReading = PolicyTextReading | Unreadable;

/** There is no such file, or none that may be read: the only problem says why. */
interface Unreadable {
  readonly kind: 'unreadable';
  readonly problems: readonly [string];
}

export type PolicyText = { readonly kind: 'text'; readonly text: string } | Unreadable;

/** Reads and checks the policy file. Whatever is wrong with it comes back as problems, all of them at once. */
export async function readPolicyFile(path: string): Promise<PolicyFileReading> {
  const read = await readPolicyText(path);
  return read.kind === 'text' ? policyFromText(read.text, path) : read;
}

/** Reads the policy file without a look at what it says. */
export async function readPolicyText(path: string): Promise<PolicyText> {
  try {
    return { kind: 'text', text: await readFile(path, 'utf8') };
  } catch (error) {
    const problem = `${path}: the policy file cannot be read (${messageOf(error)})`;
    return { kind: 'unreadable', problems: [problem] };
  }
}

/** Reads a policy from YAML text; `name` stands before each problem's line and column. */
export function policyFromText(text: string, name: string): PolicyTextReading {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: 'error' });
  const found = [...document.errors, ...document.warnings].map((error) => yamlProblem(error, text));
  // Of text that is no YAML nothing else can be told; a key that is written twice hides nothing.
  if (document.errors.every(({ code }) => code === 'DUPLICATE_KEY')) {
    const reading = policyIn(document);
    if (reading.kind === 'policy' && found.length === 0) return reading;
    if (reading.kind === 'invalid') found.push(...reading.found);
  }
  const problems = found
    .toSorted((a, b) => a.offset - b.offset)
    .map(({ offset, sentence }) => {
      const { line, col } = lines.linePos(offset);
      return `${name}:${Math.max(line, 1)}:${Math.max(col, 1)}: ${onOneLine(sentence)}`;
    });
  return { kind: 'invalid', problems: [...new Set(problems)] };
}

/** Keys and names may be of several lines, or hold what a terminal takes for an order. */
function onOneLine(text: string): string {
  return text.replaceAll(/\p{Cc}+/gu, ' ');
}

interface Found {
  readonly offset: number;
  readonly sentence: string;
}

function policyIn(
  document: Document.Parsed,
): { kind: 'policy'; policy: Policy } | { kind: 'invalid'; found: Found[] } {
  const dangling = danglingAliases(document);
  if (dangling.length > 0) return { kind: 'invalid', found: dangling };
  let content: unknown;
  try {
    content = document.toJS();
  } catch (error) {
    // Such as aliases that multiply without end.
    return {
      kind: 'invalid',
      found: [{ offset: 0, sentence: `cannot be read as YAML: ${messageOf(error)}` }],
    };
  }
  const reading = policyFrom(content);
  if (reading.kind === 'policy') return reading;
  return {
    kind: 'invalid',
    found: reading.problems.map((problem) => {
      const where = problem.path.join('.');
      return {
        offset: offsetOf(document, problem),
        sentence: where === '' ? `the policy ${problem.message}` : `${where}: ${problem.message}`,
      };
    }),
  };
}

function yamlProblem({ code, message, pos }: YAMLError, text: string): Found {
  const key = /^[^:\n]*/.exec(text.slice(pos[0]))?.[0].trim() ?? '';
  const sentence =
    code === 'DUPLICATE_KEY'
      ? `${key}: is written twice: keep one of them`
      : code === 'MULTIPLE_DOCS'
        ? 'a second document begins here: a policy is one'
        : `is not YAML: ${message}`;
  return { offset: pos[0], sentence };
}

function danglingAliases(document: Document.Parsed): Found[] {
  const found: Found[] = [];
  visit(document, {
    Alias: (_key, alias) => {
      if (alias.resolve(document)) return;
      found.push({
        offset: startOf(alias) ?? 0,
        sentence: `*${alias.source}: there is no &${alias.source} before it`,
      });
    },
  });
  return found;
}

/** Where a problem stands in the text: its key or its value, else the deepest part of its path that is there. */
function offsetOf(document: Document.Parsed, { path, atKey }: PolicyProblem): number {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  for (const [depth, part] of path.entries()) {
    if (isAlias(node)) node = node.resolve(document);
    const pair = isMap(node)
      ? node.items.findLast(({ key }) => String(isScalar(key) ? key.value : key) === String(part))
      : undefined;
    const next = pair ? pair.value : isSeq(node) && typeof part === 'number' ? node.items[part] : undefined;
    const wantsKey = atKey === true && depth === path.length - 1;
    const start = wantsKey ? startOf(pair?.key) : (startOf(next) ?? startOf(pair?.key));
    if (start === undefined) return offset;
    offset = start;
    node = next;
  }
  return offset;
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}
