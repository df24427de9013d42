// What `npm run demo`, `npm test`, `npm start` and `npm run bench` call: sees to everything a task needs, then runs it.
// Plain JavaScript without dependencies, for it has to run on an older Node before anything is installed.
import { delimiter, dirname, join } from 'node:path';
import { capture, runInPlace } from './commands.mjs';
import { provideDependencies } from './dependencies.mjs';
import { provideNode } from './node.mjs';
import { nodeModules } from './project.mjs';
import { provideRedis } from './redis.mjs';
import { say, SetupError } from './say.mjs';
import { tasks } from './tasks.mjs';

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  say(sentenceFor(error));
  process.exitCode = 1;
}

/** What the system refused is told like what we know of; anything else is a mistake of ours and keeps its stack. @param {unknown} error */
function sentenceFor(error) {
  if (error instanceof SetupError) return error.message;
  if (!(error instanceof Error && 'syscall' in error)) throw error;
  return `The set-up failed (${error.message}): put that right and run this again.`;
}

/** @param {string[]} argv @returns {Promise<number>} the exit code */
async function main([name = '', ...args]) {
  const task = Object.hasOwn(tasks, name) ? tasks[name] : undefined;
  if (!task)
    throw new SetupError(`There is no task "${name}": choose one of ${Object.keys(tasks).join(', ')}.`);
  const node = await provideNode();
  await provideDependencies(node, { dev: task.needs.dev });
  if (task.needs.redis) await provideRedis(process.env);
  const steps = task.steps(args);
  const env = {
    ...process.env,
    PATH: [dirname(node), join(nodeModules, '.bin'), process.env['PATH']].join(delimiter),
  };
  for (const step of steps) {
    const code = await runStep(step, { node, env, told: steps.length > 1 });
    if (code !== 0) return code;
  }
  return 0;
}

/**
 * @param {import('./tasks.mjs').Step} step
 * @param {{ node: string, env: NodeJS.ProcessEnv, told: boolean }} how `told` is whether the step gets lines of its own
 */
async function runStep(step, { node, env, told }) {
  const began = Date.now();
  const command = { command: node, args: step.command };
  const surroundings = { env, cwd: step.cwd };
  if (told) say(`${step.name} …`);
  const { code, output } = step.quiet
    ? await capture(command, surroundings)
    : { code: await runInPlace(command, surroundings), output: '' };
  if (code !== 0 && output) say(output.trimEnd());
  if (told)
    say(
      `${step.name} ${code === 0 ? 'passed' : 'failed'} after ${((Date.now() - began) / 1000).toFixed(1)} s`,
    );
  return code;
}
