import type { Builtin, BuiltinCall } from './builtins.ts';
import { text } from './program.ts';

const identifier = /^[A-Za-z_]\w*$/;

function split(word: string): { name: string; value: string | undefined } {
  const equals = word.indexOf('=');
  if (equals === -1) return { name: word, value: undefined };
  return { name: word.slice(0, equals), value: word.slice(equals + 1) };
}

async function badName(call: BuiltinCall, name: string): Promise<number> {
  await call.streams.stderr.write(text(`sh: ${call.name}: ${name}: bad variable name\n`));
  return 2;
}

const exportNames: Builtin = async (call) => {
  const { state } = call.shell;
  const words = call.args.filter((word) => word !== '-p' && word !== '--');
  if (words.length === 0) {
    const lines = [...state.exported]
      .sort()
      .map((name) => `export ${name}='${state.variables.get(name) ?? ''}'\n`);
    await call.streams.stdout.write(text(lines.join('')));
    return 0;
  }
  const unexport = words[0] === '-n';
  for (const word of unexport ? words.slice(1) : words) {
    const { name, value } = split(word);
    if (!identifier.test(name)) return badName(call, name);
    if (value !== undefined) state.variables.set(name, value);
    if (unexport) state.exported.delete(name);
    else state.exported.add(name);
  }
  return 0;
};

const readonlyNames: Builtin = async (call) => {
  for (const word of call.args.filter((argument) => argument !== '-p')) {
    const { name, value } = split(word);
    if (!identifier.test(name)) return badName(call, name);
    if (value !== undefined) call.shell.state.variables.set(name, value);
    call.shell.state.readonlyNames.add(name);
  }
  return 0;
};

const local: Builtin = async (call) => {
  const { state } = call.shell;
  const scope = state.localScopes.at(-1);
  if (scope === undefined) {
    await call.streams.stderr.write(text('sh: local: not in a function\n'));
    return 2;
  }
  for (const word of call.args) {
    const { name, value } = split(word);
    if (!identifier.test(name)) return badName(call, name);
    if (!scope.has(name)) scope.set(name, state.variables.get(name));
    state.variables.set(name, value ?? '');
  }
  return 0;
};

const unset: Builtin = (call) => {
  const { state } = call.shell;
  for (const name of call.args.filter((word) => !word.startsWith('-'))) {
    if (call.args.includes('-f') || (!state.variables.has(name) && state.functions.has(name))) {
      state.functions.delete(name);
    }
    state.variables.delete(name);
    state.exported.delete(name);
  }
  return Promise.resolve(0);
};

const shift: Builtin = async (call) => {
  const count = Number(call.args[0] ?? '1');
  const { state } = call.shell;
  if (!Number.isInteger(count) || count < 0 || count > state.positional.length) {
    await call.streams.stderr.write(text("sh: shift: can't shift that many\n"));
    return 1;
  }
  state.positional = state.positional.slice(count);
  return 0;
};

const letters: Record<string, 'errexit' | 'nounset' | 'xtrace'> = { e: 'errexit', u: 'nounset', x: 'xtrace' };

const set: Builtin = async (call) => {
  const { state } = call.shell;
  const words = [...call.args];
  if (words.length === 0) {
    const lines = [...state.variables]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) => `${name}='${value}'\n`);
    await call.streams.stdout.write(text(lines.join('')));
    return 0;
  }
  while (words[0] !== undefined && /^[-+]./.test(words[0])) {
    const word = words.shift() ?? '';
    if (word === '--') {
      state.positional = words;
      return 0;
    }
    const on = word.startsWith('-');
    const names =
      word.slice(1) === 'o'
        ? [words.shift() ?? '']
        : Array.from(word.slice(1), (letter) => letters[letter] ?? letter);
    for (const name of names) {
      if (name === 'errexit' || name === 'nounset' || name === 'xtrace' || name === 'pipefail') {
        state.options[name] = on;
      } else {
        await call.streams.stderr.write(text(`sh: set: illegal option ${word}\n`));
        return 2;
      }
    }
  }
  if (words.length > 0) state.positional = words;
  return 0;
};

/** Builtins about variables, positional parameters and options. */
export const variableBuiltins: [string, Builtin][] = [
  ['export', exportNames],
  ['readonly', readonlyNames],
  ['local', local],
  ['unset', unset],
  ['shift', shift],
  ['set', set],
];
