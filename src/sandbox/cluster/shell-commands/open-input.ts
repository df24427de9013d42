import { openSource, reasonOf } from '../shell/redirections.ts';
import { text } from '../shell/program.ts';
import type { Invocation } from '../shell/program.ts';
import type { ByteSource } from '../api/streams.ts';

export type Opened = { kind: 'source'; source: ByteSource } | { kind: 'failed' };

/** Opens a named file or, for "-", standard input; complains as busybox does. */
export async function openInput(run: Invocation, path: string): Promise<Opened> {
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
