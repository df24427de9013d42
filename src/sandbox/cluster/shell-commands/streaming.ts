import { openSource, reasonOf } from '../shell/redirections.ts';
import { pause, text } from '../shell/program.ts';
import type { Invocation, Tool } from '../shell/program.ts';
import type { ByteSource } from '../streams.ts';

type Opened = { kind: 'source'; source: ByteSource } | { kind: 'failed' };

/** Opens a named file or, for "-", standard input; complains as busybox does. */
async function open(run: Invocation, path: string): Promise<Opened> {
  if (path === '-') return { kind: 'source', source: run.stdin };
  const files = run.host.filesFor(run.process);
  const whole = files.resolvePath(run.process.cwd, path);
  try {
    if ((await files.exists(whole)) && (await files.stat(whole)).isDirectory) {
      await run.stderr.write(text(`${run.name}: read error: Is a directory\n`));
      return { kind: 'failed' };
    }
    return { kind: 'source', source: await openSource(files, run.process.cwd, path, run.stdin) };
  } catch (error) {
    const why = reasonOf(error).replace(/^can't open .*?: /, '');
    await run.stderr.write(text(`${run.name}: can't open '${path}': ${why}\n`));
    return { kind: 'failed' };
  }
}

const operands = (args: string[]): string[] => args.filter((word) => word === '-' || !word.startsWith('-'));

export const cat: Tool = async (run) => {
  const paths = operands(run.args);
  let status = 0;
  for (const path of paths.length === 0 ? ['-'] : paths) {
    const opened = await open(run, path);
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

interface Count {
  unit: 'lines' | 'bytes';
  value: number;
  paths: string[];
}

const multipliers: Record<string, number> = {
  '': 1,
  c: 1,
  b: 512,
  k: 1024,
  K: 1024,
  m: 1_048_576,
  M: 1_048_576,
  G: 1_073_741_824,
};

/** "64k" -> 65536; undefined when it is not a size. */
export function parseSize(word: string): number | undefined {
  const match = /^(\d+)([cbkKmMG]?)B?$/.exec(word);
  if (match === null) return undefined;
  return Number(match[1]) * (multipliers[match[2] ?? ''] ?? 1);
}

function parseCount(args: string[]): Count | undefined {
  const count: Count = { unit: 'lines', value: 10, paths: [] };
  const rest = [...args];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    const option = /^-([nc])(.*)$/.exec(word);
    if (option !== null) {
      const value = parseSize(option[2] === '' || option[2] === undefined ? (rest.shift() ?? '') : option[2]);
      if (value === undefined) return undefined;
      count.unit = option[1] === 'c' ? 'bytes' : 'lines';
      count.value = value;
    } else if (/^-\d+$/.test(word)) {
      count.value = Number(word.slice(1));
    } else if (word !== '-q' && word !== '--') {
      count.paths.push(word);
    }
  }
  return count;
}

/** The beginning of its input; stops reading as soon as it has enough, so that `yes | head` ends. */
export const head: Tool = async (run) => {
  const count = parseCount(run.args);
  if (count === undefined) {
    await run.stderr.write(text(`head: invalid number\n`));
    return 1;
  }
  let status = 0;
  const several = count.paths.length > 1;
  for (const [index, path] of (count.paths.length === 0 ? ['-'] : count.paths).entries()) {
    const opened = await open(run, path);
    if (opened.kind === 'failed') {
      status = 1;
      continue;
    }
    if (several) await run.stdout.write(text(`${index === 0 ? '' : '\n'}==> ${path} <==\n`));
    await copyHead(opened.source, count, run);
  }
  return status;
};

async function copyHead(source: ByteSource, count: Count, run: Invocation): Promise<void> {
  let left = count.value;
  while (left > 0) {
    const chunk = await source.read();
    if (chunk === null) return;
    const part = count.unit === 'bytes' ? chunk.subarray(0, left) : firstLines(chunk, left);
    left -= count.unit === 'bytes' ? part.length : countLines(part);
    await run.stdout.write(part);
    if (source === run.stdin && part.length < chunk.length) run.stdin.unread(chunk.subarray(part.length));
  }
}

function countLines(bytes: Uint8Array): number {
  return bytes.reduce((lines, byte) => (byte === 10 ? lines + 1 : lines), 0);
}

function firstLines(bytes: Uint8Array, lines: number): Uint8Array {
  let position = -1;
  for (let found = 0; found < lines; found += 1) {
    position = bytes.indexOf(10, position + 1);
    if (position === -1) return bytes;
  }
  return bytes.subarray(0, position + 1);
}

/** The end of a file; `-f` and `-F` go on with what is added, looking five times a second. */
export const tail: Tool = async (run) => {
  const follow = run.args.some((word) => /^-[fF]$/.test(word));
  const count = parseCount(
    run.args.filter((word) => !/^-[fFr]$/.test(word)).map((word) => word.replace(/^-([nc])\+/, '-$1')),
  );
  const fromStart = run.args.some((word) => /^\+\d+$/.test(word) || /^-[nc]\+\d+$/.test(word));
  if (count === undefined || fromStart) {
    await run.stderr.write(text('tail: invalid number\n'));
    return 1;
  }
  const [path = '-'] = count.paths;
  const opened = await open(run, path);
  if (opened.kind === 'failed') return 1;
  const end = await lastPart(opened.source, count);
  await run.stdout.write(end.part);
  if (!follow) return 0;
  if (path === '-') return pause(run.process, 2 ** 30).then(() => 0);
  const files = run.host.filesFor(run.process);
  const whole = files.resolvePath(run.process.cwd, path);
  let size = end.size;
  while (true) {
    await pause(run.process, 200);
    const bytes = await files.readFileBuffer(whole);
    if (bytes.length < size) size = 0;
    if (bytes.length > size) await run.stdout.write(bytes.subarray(size));
    size = bytes.length;
  }
};

async function lastPart(source: ByteSource, count: Count): Promise<{ part: Buffer; size: number }> {
  let kept: Buffer = Buffer.alloc(0);
  let size = 0;
  for (let chunk = await source.read(); chunk !== null; chunk = await source.read()) {
    size += chunk.length;
    kept = lastOf(Buffer.concat([kept, chunk]), count);
  }
  return { part: kept, size };
}

function lastOf(bytes: Buffer, count: Count): Buffer {
  if (count.unit === 'bytes') return bytes.subarray(Math.max(0, bytes.length - count.value));
  if (count.value === 0) return Buffer.alloc(0);
  let position = bytes.length - 1;
  for (let found = 0; found < count.value; found += 1) {
    position = position <= 0 ? -1 : bytes.lastIndexOf(10, position - 1);
    if (position === -1) return bytes;
  }
  return bytes.subarray(position + 1);
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
  const opened = await open(run, options.get('if') ?? '-');
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
