import type { SimpleCommandNode, WordNode } from 'just-bash';
import type { ContainerFiles } from '../runtime/container-files.ts';
import { BufferedSource, emptySource, nullSink, randomness, sourceOf, zeros } from '../api/streams.ts';
import type { ByteSink, ByteSource } from '../api/streams.ts';
import { text } from './program.ts';
import type { Streams } from './program.ts';

export type Redirection = SimpleCommandNode['redirections'][number];

export type Redirected = { kind: 'streams'; streams: Streams } | { kind: 'failed'; message: string };

/** Expands one word to one string. */
export type ExpandOne = (word: WordNode) => Promise<string>;

interface Opener {
  files: ContainerFiles;
  cwd: string;
  expand: ExpandOne;
}

class RedirectionFailed extends Error {}

/** Applies `<`, `>`, `>>`, `2>&1`, here documents and the like, from left to right, to a copy of the streams. */
export async function redirect(list: Redirection[], streams: Streams, opener: Opener): Promise<Redirected> {
  const result: Streams = { ...streams };
  try {
    for (const redirection of list) await apply(redirection, result, opener);
    return { kind: 'streams', streams: result };
  } catch (error) {
    if (error instanceof RedirectionFailed) return { kind: 'failed', message: error.message };
    throw error;
  }
}

async function apply(redirection: Redirection, streams: Streams, opener: Opener): Promise<void> {
  const { operator, target } = redirection;
  if (target.type === 'HereDoc') {
    const content = await opener.expand(target.content);
    const stripped = target.stripTabs ? content.replaceAll(/^\t+/gm, '') : content;
    streams.stdin = new BufferedSource(sourceOf(text(stripped)));
    return;
  }
  const word = await opener.expand(target);
  const isInput = operator.startsWith('<');
  if (isInput) streams.stdin = await inputOf(redirection, word, streams, opener);
  else await applyOutput(redirection, word, streams, opener);
}

async function inputOf(
  redirection: Redirection,
  word: string,
  streams: Streams,
  opener: Opener,
): Promise<BufferedSource> {
  const { operator, fd } = redirection;
  if ((fd ?? 0) !== 0) throw new RedirectionFailed(`${fd}: bad file descriptor`);
  if (operator === '<<<') return new BufferedSource(sourceOf(text(`${word}\n`)));
  if (operator === '<&') {
    if (word === '-') return new BufferedSource(emptySource);
    if (word === '0') return streams.stdin;
    throw new RedirectionFailed(`${word}: bad file descriptor`);
  }
  return new BufferedSource(await openSource(opener.files, opener.cwd, word, streams.stdin));
}

async function applyOutput(
  redirection: Redirection,
  word: string,
  streams: Streams,
  opener: Opener,
): Promise<void> {
  const { operator, fd } = redirection;
  const isCopy = operator === '>&' && /^\d+$|^-$/.test(word);
  const isBoth = operator.startsWith('&>') || (operator === '>&' && !isCopy);
  const append = operator.endsWith('>>');
  const sink = isCopy ? duplicated(streams, word) : await openSink(opener, word, append, streams);
  if (isBoth) {
    streams.stdout = sink;
    streams.stderr = sink;
    return;
  }
  set(streams, fd ?? 1, sink);
}

function duplicated(streams: Streams, word: string): ByteSink {
  if (word === '1') return streams.stdout;
  if (word === '2') return streams.stderr;
  if (word === '-') return nullSink;
  throw new RedirectionFailed(`${word}: bad file descriptor`);
}

function set(streams: Streams, fd: number, sink: ByteSink): void {
  if (fd === 1) streams.stdout = sink;
  else if (fd === 2) streams.stderr = sink;
  else throw new RedirectionFailed(`${fd}: bad file descriptor`);
}

/** A file or device to read from; throws with the shell's words when it cannot be opened. */
export async function openSource(
  files: ContainerFiles,
  cwd: string,
  path: string,
  stdin: ByteSource,
): Promise<ByteSource> {
  const whole = files.resolvePath(cwd, path);
  if (whole === '/dev/null') return emptySource;
  if (whole === '/dev/zero') return zeros;
  if (whole === '/dev/urandom' || whole === '/dev/random') return randomness;
  if (whole === '/dev/stdin' || whole === '/proc/self/fd/0') return stdin;
  try {
    return sourceOf(await files.readFileBuffer(whole));
  } catch (error) {
    throw new RedirectionFailed(`can't open ${path}: ${reasonOf(error)}`);
  }
}

async function openSink(opener: Opener, path: string, append: boolean, streams: Streams): Promise<ByteSink> {
  const { files } = opener;
  const whole = files.resolvePath(opener.cwd, path);
  if (whole === '/dev/null') return nullSink;
  if (whole === '/dev/stdout' || whole === '/proc/self/fd/1') return streams.stdout;
  if (whole === '/dev/stderr' || whole === '/proc/self/fd/2') return streams.stderr;
  try {
    if (append) await files.appendFile(whole, '');
    else await files.writeFile(whole, '');
  } catch (error) {
    throw new RedirectionFailed(`can't create ${path}: ${reasonOf(error)}`);
  }
  return { write: (bytes) => files.appendFile(whole, bytes) };
}

const reasons: Record<string, string> = {
  ENOENT: 'No such file or directory',
  EACCES: 'Permission denied',
  EISDIR: 'Is a directory',
  ENOTDIR: 'Not a directory',
  EROFS: 'Read-only file system',
  EEXIST: 'File exists',
  EINVAL: 'Invalid argument',
};

/** The words of strerror for a failed file operation. */
export function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const code = /^(E[A-Z]+)\b/.exec(message)?.[1];
  return (code === undefined ? undefined : reasons[code]) ?? message;
}
