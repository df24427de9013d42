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
import type { PolicyProblem } from './domain/policy/policy-problems.ts';
import { messageOf } from './errors.ts';

export interface Invalid {
  readonly kind: 'invalid';
  /** Each problem as `file:line:column: what is wrong`, in the order of the file. */
  readonly problems: readonly string[];
}

/** There is no such file, or none that may be read: the only problem says why. */
export interface Unreadable {
  readonly kind: 'unreadable';
  readonly problems: readonly [string];
}

export type FileText = { readonly kind: 'text'; readonly text: string } | Unreadable;

/** What the content of a document is taken for, or all that is wrong with it, by its place. */
export type Checked<Value> =
  | { readonly kind: 'fine'; readonly value: Value }
  | { readonly kind: 'invalid'; readonly problems: readonly PolicyProblem[] };

export interface YamlFormat<Value> {
  /** What it is called in problems, with and without an article: `a policy`, `the policy`. */
  readonly noun: readonly [one: string, this: string];
  readonly check: (content: unknown) => Checked<Value>;
}

export type YamlReading<Value> =
  | {
      readonly kind: 'fine';
      readonly value: Value;
      /** Where a part of it stands, as `file:line:column`. */
      readonly placeOf: (path: PolicyProblem['path']) => string;
    }
  | Invalid;

/** Reads a file without a look at what it says; `what` it is goes into the problem. */
export async function readFileText(path: string, what: string): Promise<FileText> {
  try {
    return { kind: 'text', text: await readFile(path, 'utf8') };
  } catch (error) {
    const problem = `${path}: ${what} cannot be read (${messageOf(error)})`;
    return { kind: 'unreadable', problems: [problem] };
  }
}

/** Reads YAML text and checks it, all problems at once; `name` stands before each problem's line and column. */
export function readYaml<Value>(text: string, name: string, format: YamlFormat<Value>): YamlReading<Value> {
  const lines = new LineCounter();
  const placeAt = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return `${name}:${Math.max(line, 1)}:${Math.max(col, 1)}`;
  };
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: 'error' });
  const found = [...document.errors, ...document.warnings].map((error) =>
    yamlProblem(error, text, format.noun[0]),
  );
  // Of text that is no YAML nothing else can be told; a key that is written twice hides nothing.
  if (document.errors.every(({ code }) => code === 'DUPLICATE_KEY')) {
    const reading = contentOf(document, format);
    if (reading.kind === 'fine' && found.length === 0)
      return { ...reading, placeOf: (path) => placeAt(offsetOf(document, { path })) };
    if (reading.kind === 'invalid') found.push(...reading.found);
  }
  const problems = found
    .toSorted((a, b) => a.offset - b.offset)
    .map(({ offset, sentence }) => `${placeAt(offset)}: ${onOneLine(sentence)}`);
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

function contentOf<Value>(
  document: Document.Parsed,
  { noun, check }: YamlFormat<Value>,
): { kind: 'fine'; value: Value } | { kind: 'invalid'; found: Found[] } {
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
  const checked = check(content);
  if (checked.kind === 'fine') return checked;
  return {
    kind: 'invalid',
    found: checked.problems.map((problem) => {
      const where = problem.path.join('.');
      return {
        offset: offsetOf(document, problem),
        sentence: where === '' ? `${noun[1]} ${problem.message}` : `${where}: ${problem.message}`,
      };
    }),
  };
}

function yamlProblem({ code, message, pos }: YAMLError, text: string, noun: string): Found {
  const key = /^[^:\n]*/.exec(text.slice(pos[0]))?.[0].trim() ?? '';
  const sentence =
    code === 'DUPLICATE_KEY'
      ? `${key}: is written twice: keep one of them`
      : code === 'MULTIPLE_DOCS'
        ? `a second document begins here: ${noun} is one`
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
function offsetOf(document: Document.Parsed, { path, atKey }: Pick<PolicyProblem, 'path' | 'atKey'>): number {
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
