import type { CommandNode } from 'just-bash';
import type { Process } from '../runtime/processes.ts';

export type FunctionNode = Extract<CommandNode, { type: 'FunctionDef' }>;

/** Everything a shell remembers between commands. */
export interface ShellState {
  /** $$: the process that the shell began in, also in its subshells. */
  pid: number;
  variables: Map<string, string>;
  exported: Set<string>;
  readonlyNames: Set<string>;
  positional: string[];
  /** $0 */
  scriptName: string;
  /** $? */
  status: number;
  /** $! */
  lastBackground: number | undefined;
  functions: Map<string, FunctionNode>;
  /** Signal (or EXIT) to the command; an empty one ignores the signal. */
  traps: Map<string, string>;
  options: { errexit: boolean; nounset: boolean; xtrace: boolean; pipefail: boolean };
  jobs: Process[];
  /** Values that `local` hid, one map a function call. */
  localScopes: Map<string, string | undefined>[];
  /** Above zero inside a condition, where errexit is off. */
  conditionDepth: number;
}

/** The state of a shell that begins in a process. */
export function newState(process: Process, scriptName: string, positional: string[]): ShellState {
  const { env, pid, ppid } = process;
  return {
    pid,
    variables: new Map([...Object.entries(env), ['PPID', String(ppid)]]),
    exported: new Set(Object.keys(env)),
    readonlyNames: new Set(),
    positional,
    scriptName,
    status: 0,
    lastBackground: undefined,
    functions: new Map(),
    traps: new Map(),
    options: { errexit: false, nounset: false, xtrace: false, pipefail: false },
    jobs: [],
    localScopes: [],
    conditionDepth: 0,
  };
}

/** The state of a forked shell: a copy that no longer shares anything; traps are reset as POSIX asks. */
export function forkState(state: ShellState): ShellState {
  const ignored = [...state.traps].filter(([, command]) => command === '');
  return {
    ...state,
    variables: new Map(state.variables),
    exported: new Set(state.exported),
    readonlyNames: new Set(state.readonlyNames),
    positional: [...state.positional],
    functions: new Map(state.functions),
    traps: new Map(ignored),
    options: { ...state.options },
    jobs: [],
    localScopes: state.localScopes.map((scope) => new Map(scope)),
  };
}

export function exportedEnvironment(state: ShellState): Record<string, string> {
  const pairs = [...state.exported].map((name): [string, string | undefined] => [
    name,
    state.variables.get(name),
  ]);
  return Object.fromEntries(pairs.filter((pair): pair is [string, string] => pair[1] !== undefined));
}

/** Leaving loops, functions and shells from deep inside. */
export class LoopControl extends Error {
  readonly kind: 'break' | 'continue';
  levels: number;

  constructor(kind: 'break' | 'continue', levels: number) {
    super(kind);
    this.kind = kind;
    this.levels = levels;
  }
}

export class FunctionReturn extends Error {
  readonly status: number;

  constructor(status: number) {
    super('return');
    this.status = status;
  }
}

export class ShellExit extends Error {
  readonly status: number;

  constructor(status: number) {
    super('exit');
    this.status = status;
  }
}
