import { Bash, defineCommand, serialize } from 'just-bash';
import type { CommandNode, ScriptNode, StatementNode, WordNode } from 'just-bash';
import type { ContainerFiles } from '../container-files.ts';
import type { Process } from '../processes.ts';
import type { ShellState } from './state.ts';

/** What a piece of shell left behind. */
export interface EngineResult {
  status: number;
  stdout: Buffer;
  stderr: string;
}

/** Runs one native tool for just-bash (inside `$(…)`, `xargs` and the like) to its end. */
export type NativeRunner = (
  argv: string[],
  stdin: Uint8Array,
  env: Record<string, string>,
  cwd: string,
) => Promise<EngineResult>;

const identifier = /^[A-Za-z_]\w*$/;
/** Set by just-bash itself; not the script's. */
const internalNames = new Set(['_', 'PWD', 'OLDPWD', 'SHELLOPTS', 'BASHOPTS', 'PIPESTATUS']);
const specials = new Set(['?', '!', '$', '0']);

export const quote = (word: string): string => `'${word.replaceAll("'", String.raw`'\''`)}'`;

/**
 * just-bash behind a narrow door: it expands words, assigns variables and runs its own utilities (grep, sed, find, …) over
 * a container's files. Its output comes only at the end of a run, so the control flow of a script is not its work: see
 * interpreter.ts.
 */
export class Engine {
  private readonly bash: Bash;
  private readonly process: Process;
  private captured: string[] = [];
  private sunk: Buffer = Buffer.alloc(0);

  constructor(process: Process, files: ContainerFiles, nativeTools: string[], runNative: NativeRunner) {
    this.process = process;
    const natives = nativeTools.map((name) =>
      defineCommand(name, async (args, context) => {
        const env = context.exportedEnv ?? {};
        const input = Buffer.from(String(context.stdin), 'latin1');
        const result = await runNative([name, ...args], input, env, context.cwd);
        return {
          stdout: result.stdout.toString('latin1'),
          stdoutKind: 'bytes',
          stderr: result.stderr,
          exitCode: result.status,
        };
      }),
    );
    this.bash = new Bash({
      fs: files,
      cwd: '/',
      processInfo: { pid: process.pid, ppid: process.ppid, uid: process.owner.uid, gid: process.owner.gid },
      executionLimits: { maxExecutionTimeMs: Number.POSITIVE_INFINITY },
      defenseInDepth: false,
      customCommands: [
        ...natives,
        defineCommand('__argv', (args) => {
          this.captured = args;
          return Promise.resolve({ stdout: '', stderr: '', exitCode: 0 });
        }),
        defineCommand('__sink', (_args, context) => {
          this.sunk = Buffer.from(String(context.stdin), 'latin1');
          return Promise.resolve({ stdout: '', stderr: '', exitCode: 0 });
        }),
      ],
    });
  }

  /** Expands words to arguments: parameters, arithmetic, command substitution, field splitting, globs. */
  async expand(
    words: WordNode[],
    state: ShellState,
  ): Promise<{ args: string[]; status: number; stderr: string }> {
    const literal = words.map(literalOf);
    if (literal.every((word) => word !== undefined)) {
      return { args: literal.filter((word) => word !== undefined), status: 0, stderr: '' };
    }
    const node: CommandNode = {
      type: 'SimpleCommand',
      assignments: [],
      name: { type: 'Word', parts: [{ type: 'Literal', value: '__argv' }] },
      args: words,
      redirections: [],
    };
    this.captured = [];
    const result = await this.runNode(node, state);
    return { args: this.captured, status: result.status, stderr: result.stderr };
  }

  /** Runs one command node for its effect on the variables (assignments, `(( ))`, `[[ ]]`). */
  runNode(node: CommandNode, state: ShellState): Promise<EngineResult> {
    const prepared = substituteSpecials(node, state, this.process.pid);
    return this.exec(serialize(scriptOf(prepared)), state, undefined);
  }

  /** Runs words as a command of just-bash with exact bytes out; with `absorb`, its assignments are taken over. */
  async runWords(words: string[], state: ShellState, stdin?: Uint8Array): Promise<EngineResult> {
    this.sunk = Buffer.alloc(0);
    const script = `${words.map(quote).join(' ')} | __sink; exit \${PIPESTATUS[0]}`;
    const result = await this.exec(script, state, stdin);
    return { ...result, stdout: Buffer.concat([result.stdout, this.sunk]) };
  }

  /** Runs words as a builtin that may assign variables. */
  runBuiltin(words: string[], state: ShellState): Promise<EngineResult> {
    return this.exec(words.map(quote).join(' '), state, undefined);
  }

  private async exec(
    script: string,
    state: ShellState,
    stdin: Uint8Array | undefined,
  ): Promise<EngineResult> {
    const functions = [...state.functions.values()].map((node) => `${serialize(scriptOf(node))}\n`).join('');
    const result = await this.bash.exec(`${state.options.nounset ? 'set -u; ' : ''}${functions}${script}`, {
      env: environmentOf(state),
      replaceEnv: true,
      cwd: this.process.cwd,
      rawScript: true,
      signal: this.process.aborted,
      ...(stdin === undefined ? {} : { stdin: Buffer.from(stdin).toString('latin1'), stdinKind: 'bytes' }),
    });
    for (const [name, value] of Object.entries(result.env)) {
      if (identifier.test(name) && !internalNames.has(name)) state.variables.set(name, value);
    }
    return {
      status: result.exitCode,
      stdout: Buffer.from(result.stdout, 'utf8'),
      stderr: result.stderr.replaceAll(/^bash: /gm, 'sh: '),
    };
  }
}

function environmentOf(state: ShellState): Record<string, string> {
  const numbered = state.positional.map((value, index): [string, string] => [String(index + 1), value]);
  return {
    ...Object.fromEntries(state.variables),
    ...Object.fromEntries(numbered),
    '#': String(state.positional.length),
    '@': state.positional.join(' '),
    '*': state.positional.join(' '),
  };
}

function scriptOf(command: CommandNode): ScriptNode {
  const statement: StatementNode = {
    type: 'Statement',
    pipelines: [{ type: 'Pipeline', commands: [command], negated: false }],
    operators: [],
    background: false,
  };
  return { type: 'Script', statements: [statement] };
}

/** The text of a word without any expansion; undefined when it has one. */
function literalOf(word: WordNode): string | undefined {
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
function substituteSpecials<T>(node: T, state: ShellState, pid: number, insideSubstitution = false): T {
  if (Array.isArray(node)) {
    return node.map((item: unknown) => substituteSpecials(item, state, pid, insideSubstitution)) as T;
  }
  if (typeof node !== 'object' || node === null) return node;
  const record = node as Record<string, unknown>;
  const parameter = record.parameter;
  const plain = record.type === 'ParameterExpansion' && record.operation === null;
  if (plain && typeof parameter === 'string' && specials.has(parameter)) {
    if (parameter === '?' && insideSubstitution) return node;
    return { type: 'Literal', value: specialValue(parameter, state, pid) } as T;
  }
  const inside = insideSubstitution || record.type === 'CommandSubstitution';
  return Object.fromEntries(
    Object.entries(record).map(([key, value]) => [key, substituteSpecials(value, state, pid, inside)]),
  ) as T;
}

function specialValue(parameter: string, state: ShellState, pid: number): string {
  switch (parameter) {
    case '?':
      return String(state.status);
    case '!':
      return state.lastBackground === undefined ? '' : String(state.lastBackground);
    case '$':
      return String(pid);
    default:
      return state.scriptName;
  }
}
