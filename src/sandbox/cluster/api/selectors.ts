import type { KubeObject } from './objects.ts';
import { badRequest } from './status.ts';

export type Matcher = (object: KubeObject) => boolean;

interface Token {
  kind: 'identifier' | 'operator' | 'end';
  text: string;
}

const operators = ['==', '!=', '=', '!', ',', '(', ')', '>', '<'];

function tokenize(selector: string): Token[] {
  const tokens: Token[] = [];
  let rest = selector.trimStart();
  while (rest !== '') {
    const operator = operators.find((candidate) => rest.startsWith(candidate));
    const word = operator ?? /^[^\s=!,()<>]+/.exec(rest)?.[0] ?? rest[0] ?? '';
    tokens.push({ kind: operator === undefined ? 'identifier' : 'operator', text: word });
    rest = rest.slice(word.length).trimStart();
  }
  return tokens;
}

class LabelParser {
  private readonly tokens: Token[];

  constructor(selector: string) {
    this.tokens = tokenize(selector);
  }

  parse(): Matcher[] {
    const matchers: Matcher[] = [];
    if (this.tokens.length === 0) return matchers;
    do matchers.push(this.requirement());
    while (this.take(',') !== undefined);
    const left = this.tokens[0];
    if (left !== undefined) throw this.unexpected(left, "',' or 'end of string'");
    return matchers;
  }

  private requirement(): Matcher {
    const negated = this.take('!') !== undefined;
    const key = this.identifier("!, identifier, or 'end of string'");
    const label = (object: KubeObject): string | undefined => object.metadata.labels?.[key];
    if (negated) return (object) => label(object) === undefined;
    const next = this.tokens[0];
    if (next === undefined || next.text === ',') return (object) => label(object) !== undefined;
    this.tokens.shift();
    switch (next.text) {
      case '=':
      case '==': {
        const value = this.value();
        return (object) => label(object) === value;
      }
      case '!=': {
        const value = this.value();
        return (object) => label(object) !== value;
      }
      case 'in': {
        const values = this.values();
        return (object) => values.includes(label(object) ?? '\0');
      }
      case 'notin': {
        const values = this.values();
        return (object) => !values.includes(label(object) ?? '\0');
      }
      default:
        throw this.unexpected(next, 'in, notin, =, ==, !=, gt, lt');
    }
  }

  private values(): string[] {
    if (this.take('(') === undefined) throw this.unexpected(this.tokens[0], "'('");
    const values: string[] = [];
    do values.push(this.value());
    while (this.take(',') !== undefined);
    if (this.take(')') === undefined) throw this.unexpected(this.tokens[0], "',', or ')'");
    return values;
  }

  private value(): string {
    const next = this.tokens[0];
    if (next === undefined || next.kind === 'operator') return '';
    this.tokens.shift();
    return next.text;
  }

  private identifier(expected: string): string {
    const next = this.tokens[0];
    if (next === undefined || next.kind !== 'identifier') throw this.unexpected(next, expected);
    this.tokens.shift();
    return next.text;
  }

  private take(operator: string): Token | undefined {
    return this.tokens[0]?.text === operator ? this.tokens.shift() : undefined;
  }

  /** The API server's words (recordings/kubernetes/read-pods.json, "malformed selector"). */
  private unexpected(token: Token | undefined, expected: string): Error {
    return badRequest(`found '${token?.text ?? ''}', expected: ${expected}`);
  }
}

/** Parses `labelSelector`; 400 when it is malformed. */
export function labelMatcher(selector: string): Matcher {
  const matchers = new LabelParser(selector).parse();
  return (object) => matchers.every((matches) => matches(object));
}

/** Reads a dotted path such as "status.phase" from an object; '' when it has none. */
function valueAt(object: KubeObject, path: string): string {
  let value: unknown = object;
  for (const key of path.split('.')) {
    if (typeof value !== 'object' || value === null) return '';
    value = (value as Record<string, unknown>)[key];
  }
  return typeof value === 'string' ? value : '';
}

/** Parses `fieldSelector` for the fields that a resource supports; 400 for others. */
export function fieldMatcher(selector: string, supported: string[], apiName: string): Matcher {
  const matchers = selector
    .split(',')
    .filter((term) => term.trim() !== '')
    .map((term): Matcher => {
      const match = /^([^=!]+)(==|!=|=)(.*)$/.exec(term.trim());
      if (match === null) throw badRequest(`invalid selector: '${selector}'; can't understand '${term}'`);
      const [, path = '', operator, wanted] = match;
      if (!supported.includes(path)) {
        throw badRequest(
          `Unable to find "${apiName}" that match label selector "", field selector "${selector}": field label not supported: ${path}`,
        );
      }
      return (object) => (valueAt(object, path) === wanted) === (operator !== '!=');
    });
  return (object) => matchers.every((matches) => matches(object));
}
