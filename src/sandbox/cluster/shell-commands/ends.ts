import { pause, text } from '../shell/program.ts';
import type { Invocation, Tool } from '../shell/program.ts';
import { readAll } from '../api/streams.ts';
import type { ByteSource } from '../api/streams.ts';
import { openInput, parseSize } from './open-input.ts';

interface Count {
  unit: 'lines' | 'bytes';
  value: number;
  paths: string[];
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
    const opened = await openInput(run, path);
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
    run.args.filter((word) => !/^-[fFr]$/.test(word)).map((word) => word.replace(/^(-[nc])?\+(?=\d)/, '$1')),
  );
  if (count === undefined) {
    await run.stderr.write(text('tail: invalid number\n'));
    return 1;
  }
  const [path = '-'] = count.paths;
  const opened = await openInput(run, path);
  if (opened.kind === 'failed') return 1;
  const fromStart = run.args.some((word) => /^(-[nc])?\+\d/.test(word));
  const end = fromStart ? await partFrom(opened.source, count) : await lastPart(opened.source, count);
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

/** `tail -n +5`: everything from the fifth line (or byte) on. */
async function partFrom(source: ByteSource, count: Count): Promise<{ part: Buffer; size: number }> {
  const all = await readAll(source);
  const skipped = Math.max(0, count.value - 1);
  const start = count.unit === 'bytes' ? skipped : skipped === 0 ? 0 : firstLines(all, skipped).length;
  return { part: all.subarray(start), size: all.length };
}

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
