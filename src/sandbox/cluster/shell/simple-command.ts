import type { SimpleCommandNode, WordNode } from 'just-bash';
import { builtins } from './builtins.ts';
import { expandOne, expandWords } from './compound.ts';
import type { Interpreter } from './interpreter.ts';
import { reportMissing, text } from './program.ts';
import type { Streams } from './program.ts';
import { redirect } from './redirections.ts';
import { FunctionReturn, exportedEnvironment } from './state.ts';
import type { FunctionNode } from './state.ts';

/** One simple command: expansion, redirections, then a function, a builtin or a program. */
export async function runSimple(
  shell: Interpreter,
  node: SimpleCommandNode,
  outer: Streams,
  tail: boolean,
): Promise<number> {
  const { state } = shell;
  const words: WordNode[] = node.name === null ? [] : [node.name, ...node.args];
  const argv = words.length === 0 ? [] : await expandWords(shell, words, outer);
  const opened = await redirect(node.redirections, outer, {
    files: shell.host.filesFor(shell.process),
    cwd: shell.process.cwd,
    expand: (word) => expandOne(shell, word, outer),
  });
  if (opened.kind === 'failed') {
    await outer.stderr.write(text(`sh: ${opened.message}\n`));
    return 1;
  }
  const { streams } = opened;
  const [name, ...args] = argv;
  if (name === undefined) return assignOnly(shell, node, streams);
  if (state.options.xtrace) await streams.stderr.write(text(`+ ${argv.join(' ')}\n`));
  const prefix = await prefixAssignments(shell, node, streams);
  const func = state.functions.get(name);
  if (func !== undefined) return withPrefix(shell, prefix, () => callFunction(shell, func, args, streams));
  const builtin = builtins.get(name);
  if (builtin !== undefined) {
    if (name === 'exec' && args.length === 0) Object.assign(outer, streams);
    return withPrefix(shell, prefix, () => builtin({ shell, name, args, streams }));
  }
  return runProgram(shell, argv, streams, prefix, tail);
}

async function assignOnly(shell: Interpreter, node: SimpleCommandNode, streams: Streams): Promise<number> {
  const locked = node.assignments.find((assignment) => shell.state.readonlyNames.has(assignment.name));
  if (locked !== undefined) {
    await streams.stderr.write(text(`sh: ${locked.name}: is read only\n`));
    return 2;
  }
  if (node.assignments.length === 0) return 0;
  const result = await shell.engine.runNode({ ...node, redirections: [] }, shell.state);
  if (result.stderr !== '') await streams.stderr.write(text(result.stderr));
  return result.status;
}

async function prefixAssignments(
  shell: Interpreter,
  node: SimpleCommandNode,
  streams: Streams,
): Promise<Map<string, string>> {
  const values = new Map<string, string>();
  for (const { name, value } of node.assignments) {
    values.set(name, value === null ? '' : await expandOne(shell, value, streams));
  }
  return values;
}

/** Runs with variables set for this one command. */
async function withPrefix(
  shell: Interpreter,
  prefix: Map<string, string>,
  body: () => Promise<number>,
): Promise<number> {
  const { variables } = shell.state;
  const before = [...prefix.keys()].map((name): [string, string | undefined] => [name, variables.get(name)]);
  for (const [name, value] of prefix) variables.set(name, value);
  try {
    return await body();
  } finally {
    for (const [name, value] of before) {
      if (value === undefined) variables.delete(name);
      else variables.set(name, value);
    }
  }
}

const deepestCall = 200;

async function callFunction(
  shell: Interpreter,
  func: FunctionNode,
  args: string[],
  streams: Streams,
): Promise<number> {
  const { state } = shell;
  if (state.localScopes.length >= deepestCall) throw new RangeError('function calls nested too deep');
  const positional = state.positional;
  const hidden = new Map<string, string | undefined>();
  state.positional = args;
  state.localScopes.push(hidden);
  try {
    return await shell.runCommand(func.body, streams, false);
  } catch (error) {
    if (error instanceof FunctionReturn) return error.status;
    throw error;
  } finally {
    state.positional = positional;
    state.localScopes.pop();
    for (const [name, value] of hidden) {
      if (value === undefined) state.variables.delete(name);
      else state.variables.set(name, value);
    }
  }
}

async function runProgram(
  shell: Interpreter,
  argv: string[],
  streams: Streams,
  prefix: Map<string, string>,
  tail: boolean,
): Promise<number> {
  const { host, process, state } = shell;
  const env = { ...exportedEnvironment(state), ...Object.fromEntries(prefix) };
  if (tail && state.traps.size === 0) {
    const taken = await host.replace(process, { argv, streams, env });
    if (taken.kind === 'ran') return taken.status;
    return reportMissing(argv[0] ?? '', taken.kind, streams);
  }
  const result = await host.spawn(process, { argv, streams, env });
  if (result.kind === 'spawned') return shell.waitFor(result.process);
  return reportMissing(argv[0] ?? '', result.kind, streams);
}
