import { text } from '../shell/program.ts';
import type { Invocation, Tool } from '../shell/program.ts';
import type { ByteSource } from '../api/streams.ts';
import { openInput, parseSize } from './open-input.ts';

const operands = (args: string[]): string[] => args.filter((word) => word === '-' || !word.startsWith('-'));

export const cat: Tool = async (run) => {
  const paths = operands(run.args);
  let status = 0;
  for (const path of paths.length === 0 ? ['-'] : paths) {
    const opened = await openInput(run, path);
    if (opened.kind === 'failed') status = 1;
    else await copy(opened.source, run);
  }
  return status;
};

async function copy(source: ByteSource, run: Invocation): Promise<void> {
  for (let chunk = await source.read(); chunk !== null; chunk = await source.read()) {
    await run.stdout.write(chunk);
  }
}

export const tee: Tool = async (run) => {
  const files = run.host.filesFor(run.process);
  const append = run.args.includes('-a');
  const paths = operands(run.args).map((path) => files.resolvePath(run.process.cwd, path));
  for (const path of append ? [] : paths) await files.writeFile(path, '');
  for (let chunk = await run.stdin.read(); chunk !== null; chunk = await run.stdin.read()) {
    for (const path of paths) await files.appendFile(path, chunk);
    await run.stdout.write(chunk);
  }
  return 0;
};

/** `dd [if=] [of=] [bs=] [count=]`, block by block. */
export const dd: Tool = async (run) => {
  const options = new Map(
    run.args.map((word): [string, string] => [word.split('=')[0] ?? '', word.slice(word.indexOf('=') + 1)]),
  );
  const block = parseSize(options.get('bs') ?? '512');
  const count = options.has('count') ? parseSize(options.get('count') ?? '') : Number.POSITIVE_INFINITY;
  if (block === undefined || block === 0 || count === undefined) {
    await run.stderr.write(text('dd: invalid number\n'));
    return 1;
  }
  const opened = await openInput(run, options.get('if') ?? '-');
  if (opened.kind === 'failed') return 1;
  const output = options.get('of');
  const files = run.host.filesFor(run.process);
  const target = output === undefined ? undefined : files.resolvePath(run.process.cwd, output);
  if (target !== undefined) await files.writeFile(target, '');
  let left = block * count;
  let copied = 0;
  while (left > 0) {
    const chunk = await opened.source.read();
    if (chunk === null) break;
    const part = chunk.subarray(0, Math.min(chunk.length, left));
    if (target === undefined) await run.stdout.write(part);
    else await files.appendFile(target, part);
    left -= part.length;
    copied += part.length;
  }
  const full = Math.floor(copied / block);
  const partial = copied % block === 0 ? 0 : 1;
  await run.stderr.write(text(`${full}+${partial} records in\n${full}+${partial} records out\n`));
  return 0;
};
