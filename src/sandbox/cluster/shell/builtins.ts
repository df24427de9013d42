import type { Interpreter } from './interpreter.ts';
import { jobBuiltins } from './job-builtins.ts';
import { reportMissing, text } from './program.ts';
import type { Streams } from './program.ts';
import { readBuiltin } from './read-builtin.ts';
import { FunctionReturn, LoopControl, ShellExit, exportedEnvironment } from './state.ts';
import { variableBuiltins } from './variable-builtins.ts';

export interface BuiltinCall {
  shell: Interpreter;
  name: string;
  args: string[];
  streams: Streams;
}

export type Builtin = (call: BuiltinCall) => Promise<number>;

const isNumber = (word: string | undefined): boolean => word !== undefined && /^\d+$/.test(word);

/** Complains as ash does and gives the exit code. */
export async function complain(call: BuiltinCall, message: string, status = 1): Promise<number> {
  await call.streams.stderr.write(text(`sh: ${call.name}: ${message}\n`));
  return status;
}

const loopControl: Builtin = (call) => {
  const levels = isNumber(call.args[0]) ? Math.max(1, Number(call.args[0])) : 1;
  return Promise.reject(new LoopControl(call.name === 'break' ? 'break' : 'continue', levels));
};

const exit: Builtin = async (call) => {
  const [code] = call.args;
  if (code !== undefined && !isNumber(code)) {
    await complain(call, `Illegal number: ${code}`);
    throw new ShellExit(2);
  }
  throw new ShellExit(code === undefined ? call.shell.state.status : Number(code) & 255);
};

const returnFrom: Builtin = (call) => {
  const code = isNumber(call.args[0]) ? Number(call.args[0]) & 255 : call.shell.state.status;
  return Promise.reject(new FunctionReturn(code));
};

const cd: Builtin = async (call) => {
  const { process, state, host } = call.shell;
  const wanted = call.args[0] ?? state.variables.get('HOME') ?? '/';
  const goal = wanted === '-' ? (state.variables.get('OLDPWD') ?? process.cwd) : wanted;
  const files = host.filesFor(process);
  const path = files.resolvePath(process.cwd, goal);
  const there = (await files.exists(path)) && (await files.stat(path)).isDirectory;
  if (!there) return complain(call, `can't cd to ${goal}: No such file or directory`, 2);
  state.variables.set('OLDPWD', process.cwd);
  state.variables.set('PWD', path);
  process.cwd = path;
  return 0;
};

const pwd: Builtin = async (call) => {
  await call.streams.stdout.write(text(`${call.shell.process.cwd}\n`));
  return 0;
};

const evaluate: Builtin = (call) => call.shell.runText(call.args.join(' '), call.streams);

const source: Builtin = async (call) => {
  const [path = ''] = call.args;
  const files = call.shell.host.filesFor(call.shell.process);
  const whole = files.resolvePath(call.shell.process.cwd, path);
  if (!(await files.exists(whole)))
    return complain(call, `can't open '${path}': No such file or directory`, 2);
  try {
    return await call.shell.runText(await files.readFile(whole), call.streams);
  } catch (error) {
    if (error instanceof FunctionReturn) return error.status;
    throw error;
  }
};

/** `exec program`: the program takes the shell's place; without one only the redirections stay. */
const exec: Builtin = async (call) => {
  const { shell, args, streams } = call;
  if (args.length === 0) return 0;
  const env = exportedEnvironment(shell.state);
  const result = await shell.host.replace(shell.process, { argv: args, streams, env });
  if (result.kind === 'ran') throw new ShellExit(result.status);
  throw new ShellExit(await reportMissing(args[0] ?? '', result.kind, streams));
};

/** Builtins that just-bash does as they should be, with their assignments taken over. */
const delegated: Builtin = async (call) => {
  const result = await call.shell.engine.runBuiltin([call.name, ...call.args], call.shell.state);
  if (result.stderr !== '') await call.streams.stderr.write(text(result.stderr));
  if (result.stdout.length > 0) await call.streams.stdout.write(result.stdout);
  return result.status;
};

const umask: Builtin = async (call) => {
  if (call.args.length === 0) await call.streams.stdout.write(text('0022\n'));
  return 0;
};

export const builtins = new Map<string, Builtin>([
  [':', () => Promise.resolve(0)],
  ['true', () => Promise.resolve(0)],
  ['false', () => Promise.resolve(1)],
  ['break', loopControl],
  ['continue', loopControl],
  ['exit', exit],
  ['return', returnFrom],
  ['cd', cd],
  ['pwd', pwd],
  ['eval', evaluate],
  ['.', source],
  ['source', source],
  ['exec', exec],
  ['read', readBuiltin],
  ['umask', umask],
  ...['[', 'test', 'let', 'getopts', 'command', 'type', 'declare'].map((name): [string, Builtin] => [
    name,
    delegated,
  ]),
  ...variableBuiltins,
  ...jobBuiltins,
]);
