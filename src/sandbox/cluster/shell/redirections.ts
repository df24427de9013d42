import type { SimpleCommandNode, WordNode } from 'just-bash';
import type { ContainerFiles } from '../container-files.ts';
import { BufferedSource, emptySource, nullSink, sourceOf, zeros } from '../streams.ts';
import type { ByteSink, ByteSource } from '../streams.ts';
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
  switch (operator) {
    case '<<<':
      streams.stdin = new BufferedSource(sourceOf(text(`${word}\n`)));
      return;
    case '<':
    case '<>':
      if ((redirection.fd ?? 0) !== 0) throw new RedirectionFailed(`${redirection.fd}: bad file descriptor`);
      streams.stdin = new BufferedSource(await openSource(opener.files, opener.cwd, word, streams.stdin));
      return;
    case '>':
    case '>|':
    case '>>':
      set(streams, redirection.fd ?? 1, await openSink(opener, word, operator === '>>', streams));
      return;
    case '&>':
    case '&>>': {
      const sink = await openSink(opener, word, operator === '&>>', streams);
      streams.stdout = sink;
      streams.stderr = sink;
      return;
    }
    case '>&':
      if (!/^\d+$|^-$/.test(word)) {
        const sink = await openSink(opener, word, false, streams);
        streams.stdout = sink;
        streams.stderr = sink;
        return;
      }
      set(streams, redirection.fd ?? 1, duplicated(streams, word));
      return;
    case '<&':
      if (word === '-') streams.stdin = new BufferedSource(emptySource);
      else if (word !== '0') throw new RedirectionFailed(`${word}: bad file descriptor`);
      return;
    default:
      throw new RedirectionFailed(`syntax error: unexpected redirection "${operator}"`);
  }
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
