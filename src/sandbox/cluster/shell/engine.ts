import { Bash, defineCommand, latin1FromBytes, serialize } from 'just-bash';
import type { CommandNode, WordNode } from 'just-bash';
import type { ContainerFiles } from '../runtime/container-files.ts';
import type { Process } from '../runtime/processes.ts';
import type { ShellState } from './state.ts';
import { literalOf, scriptOf, substituteSpecials } from './words.ts';

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

export const quote = (word: string): string => `'${word.replaceAll("'", String.raw`'\''`)}'`;

/**
 * just-bash behind a narrow door: it expands words, assigns variables and runs its own utilities (grep, sed, find, …) over
 * a container's files. Its output comes only at the end of a run, so the control flow of a script is not its work: see
 * interpreter.ts.
 */
export class Engine {
  private readonly bash: Bash;
  private readonly process: Process;
  private captured: string[] | undefined;
  private sunk: Buffer = Buffer.alloc(0);

  constructor(process: Process, files: ContainerFiles, nativeTools: string[], runNative: NativeRunner) {
    this.process = process;
    const natives = nativeTools.map((name) =>
      defineCommand(name, async (args, context) => {
        const env = context.exportedEnv ?? {};
        const input = Buffer.from(latin1FromBytes(context.stdin), 'latin1');
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
          this.sunk = Buffer.from(latin1FromBytes(context.stdin), 'latin1');
          return Promise.resolve({ stdout: '', stderr: '', exitCode: 0 });
        }),
      ],
    });
  }

  /**
   * Expands words to arguments: parameters, arithmetic, command substitution, field splitting, globs. `args` is undefined
   * when the expansion itself failed (`${x:?}`, an unset name under `set -u`), which ends a script.
   */
  async expand(
    words: WordNode[],
    state: ShellState,
  ): Promise<{ args: string[] | undefined; stderr: string }> {
    const literal = words.map(literalOf);
    if (literal.every((word) => word !== undefined)) {
      return { args: literal.filter((word) => word !== undefined), stderr: '' };
    }
    const node: CommandNode = {
      type: 'SimpleCommand',
      assignments: [],
      name: { type: 'Word', parts: [{ type: 'Literal', value: '__argv' }] },
      args: words,
      redirections: [],
    };
    this.captured = undefined;
    const result = await this.runNode(node, state);
    return { args: this.captured, stderr: result.stderr };
  }

  /** Runs one command node for its effect on the variables (assignments, `(( ))`, `[[ ]]`). */
  runNode(node: CommandNode, state: ShellState): Promise<EngineResult> {
    const prepared = substituteSpecials(node, state);
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
