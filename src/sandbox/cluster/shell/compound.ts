import type { CommandNode, WordNode } from 'just-bash';
import type { Interpreter } from './interpreter.ts';
import { ProcessEnded, text } from './program.ts';
import type { Streams } from './program.ts';
import { redirect } from './redirections.ts';
import { LoopControl, ShellExit } from './state.ts';

type Compound = Exclude<CommandNode, { type: 'SimpleCommand' }>;
type Node<Type extends CommandNode['type']> = Extract<CommandNode, { type: Type }>;

/** Loops, conditions, groups and function definitions. */
export async function runCompound(shell: Interpreter, node: Compound, outer: Streams): Promise<number> {
  if (node.type === 'FunctionDef') {
    shell.state.functions.set(node.name, node);
    return 0;
  }
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
  switch (node.type) {
    case 'If':
      return runIf(shell, node, streams);
    case 'For':
      return runFor(shell, node, streams);
    case 'CStyleFor':
      return runCStyleFor(shell, node, streams);
    case 'While':
    case 'Until':
      return runWhile(shell, node, streams);
    case 'Case':
      return runCase(shell, node, streams);
    case 'Subshell': {
      const child = shell.fork(streams, (inner) => inner.runStatements(node.body, streams, true));
      return shell.waitFor(child);
    }
    case 'Group':
      return shell.runStatements(node.body, streams);
    case 'ArithmeticCommand':
    case 'ConditionalCommand':
      return runInEngine(shell, { ...node, redirections: [] }, streams);
  }
}

/** Expands one word without splitting it into fields. */
export async function expandOne(shell: Interpreter, word: WordNode, streams: Streams): Promise<string> {
  const quoted: WordNode = { type: 'Word', parts: [{ type: 'DoubleQuoted', parts: word.parts }] };
  const splits = word.parts.some((part) => part.type === 'SingleQuoted' || part.type === 'DoubleQuoted');
  return (await expandWords(shell, [splits ? word : quoted], streams)).join(' ');
}

/** Expands words to arguments; an expansion that fails ends the script, as POSIX asks. */
export async function expandWords(
  shell: Interpreter,
  words: WordNode[],
  streams: Streams,
): Promise<string[]> {
  const result = await shell.engine.expand(words, shell.state);
  if (result.stderr !== '') await streams.stderr.write(text(result.stderr));
  if (result.args === undefined) throw new ShellExit(2);
  return result.args;
}

async function runInEngine(shell: Interpreter, node: CommandNode, streams: Streams): Promise<number> {
  const result = await shell.engine.runNode(node, shell.state);
  if (result.stderr !== '') await streams.stderr.write(text(result.stderr));
  return result.status;
}

async function runIf(shell: Interpreter, node: Node<'If'>, streams: Streams): Promise<number> {
  for (const clause of node.clauses) {
    if (await shell.runCondition(clause.condition, streams)) return shell.runStatements(clause.body, streams);
  }
  return node.elseBody === null ? 0 : shell.runStatements(node.elseBody, streams);
}

async function runFor(shell: Interpreter, node: Node<'For'>, streams: Streams): Promise<number> {
  const { state } = shell;
  let items = state.positional;
  if (node.words !== null) {
    items = await expandWords(shell, node.words, streams);
  }
  let status = 0;
  for (const item of items) {
    state.variables.set(node.variable, item);
    const turn = await runBody(shell, node.body, streams);
    status = turn.status;
    if (turn.leave) break;
  }
  return status;
}

async function runCStyleFor(shell: Interpreter, node: Node<'CStyleFor'>, streams: Streams): Promise<number> {
  const evaluate = (expression: Node<'CStyleFor'>['init']): Promise<number> =>
    expression === null
      ? Promise.resolve(0)
      : runInEngine(shell, { type: 'ArithmeticCommand', expression, redirections: [] }, streams);
  let status = 0;
  await evaluate(node.init);
  while ((await evaluate(node.condition)) === 0) {
    const turn = await runBody(shell, node.body, streams);
    status = turn.status;
    if (turn.leave) break;
    await evaluate(node.update);
  }
  return status;
}

async function runWhile(
  shell: Interpreter,
  node: Node<'While'> | Node<'Until'>,
  streams: Streams,
): Promise<number> {
  let status = 0;
  while ((await shell.runCondition(node.condition, streams)) === (node.type === 'While')) {
    const turn = await runBody(shell, node.body, streams);
    status = turn.status;
    if (turn.leave) break;
  }
  return status;
}

/** One turn of a loop. A turn always lets the event loop run, so that a busy script starves nobody. */
async function runBody(
  shell: Interpreter,
  body: Node<'While'>['body'],
  streams: Streams,
): Promise<{ status: number; leave: boolean }> {
  await new Promise<void>((resolve) => setImmediate(resolve));
  if (shell.process.ended) throw new ProcessEnded();
  try {
    return { status: await shell.runStatements(body, streams), leave: false };
  } catch (error) {
    if (!(error instanceof LoopControl)) throw error;
    if (error.levels > 1) {
      error.levels -= 1;
      throw error;
    }
    return { status: 0, leave: error.kind === 'break' };
  }
}

/** just-bash matches the patterns: each branch's body is replaced by its number, and the number tells the branch. */
async function runCase(shell: Interpreter, node: Node<'Case'>, streams: Streams): Promise<number> {
  const numbered: Node<'Case'> = {
    ...node,
    redirections: [],
    items: node.items.map((item, index) => ({
      ...item,
      terminator: ';;',
      body: [exitStatement(index + 1)],
    })),
  };
  const result = await shell.engine.runNode(numbered, shell.state);
  if (result.stderr !== '') await streams.stderr.write(text(result.stderr));
  const chosen = node.items[result.status - 1];
  return chosen === undefined ? 0 : shell.runStatements(chosen.body, streams);
}

function exitStatement(status: number): Node<'Case'>['items'][number]['body'][number] {
  const word = (value: string): WordNode => ({ type: 'Word', parts: [{ type: 'Literal', value }] });
  return {
    type: 'Statement',
    operators: [],
    background: false,
    pipelines: [
      {
        type: 'Pipeline',
        negated: false,
        commands: [
          {
            type: 'SimpleCommand',
            assignments: [],
            name: word('exit'),
            args: [word(String(status))],
            redirections: [],
          },
        ],
      },
    ],
  };
}
