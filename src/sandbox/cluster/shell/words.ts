import type { CommandNode, ScriptNode, StatementNode, WordNode } from 'just-bash';
import type { ShellState } from './state.ts';

const specials = new Set(['?', '!', '$', '0']);

/** A script of one command. */
export function scriptOf(command: CommandNode): ScriptNode {
  const statement: StatementNode = {
    type: 'Statement',
    pipelines: [{ type: 'Pipeline', commands: [command], negated: false }],
    operators: [],
    background: false,
  };
  return { type: 'Script', statements: [statement] };
}

/** The text of a word without any expansion; undefined when it has one. */
export function literalOf(word: WordNode): string | undefined {
  let result = '';
  for (const part of word.parts) {
    if (part.type === 'Literal' || part.type === 'SingleQuoted' || part.type === 'Escaped') {
      result += part.value;
    } else if (part.type === 'DoubleQuoted') {
      const inner = literalOf({ type: 'Word', parts: part.parts });
      if (inner === undefined) return undefined;
      result += inner;
    } else {
      return undefined;
    }
  }
  return result;
}

/** just-bash keeps $?, $! and $$ to itself, so their values are written into the tree before it sees it. */
export function substituteSpecials<T>(node: T, state: ShellState, insideSubstitution = false): T {
  if (Array.isArray(node)) {
    return node.map((item: unknown) => substituteSpecials(item, state, insideSubstitution)) as T;
  }
  if (typeof node !== 'object' || node === null) return node;
  const record = node as Record<string, unknown>;
  const parameter = record.parameter;
  const plain = record.type === 'ParameterExpansion' && record.operation === null;
  if (plain && typeof parameter === 'string' && specials.has(parameter)) {
    if (parameter === '?' && insideSubstitution) return node;
    return { type: 'Literal', value: specialValue(parameter, state) } as T;
  }
  const inside = insideSubstitution || record.type === 'CommandSubstitution';
  return Object.fromEntries(
    Object.entries(record).map(([key, value]) => [key, substituteSpecials(value, state, inside)]),
  ) as T;
}

function specialValue(parameter: string, state: ShellState): string {
  switch (parameter) {
    case '?':
      return String(state.status);
    case '!':
      return state.lastBackground === undefined ? '' : String(state.lastBackground);
    case '$':
      return String(state.pid);
    default:
      return state.scriptName;
  }
}
