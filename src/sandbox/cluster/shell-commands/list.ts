import type { FsStat } from 'just-bash';
import { userNameOf } from '../runtime/image-files.ts';
import { reasonOf } from '../shell/redirections.ts';
import { text } from '../shell/program.ts';
import type { Invocation, Tool } from '../shell/program.ts';

interface Entry {
  name: string;
  stat: FsStat;
  target?: string;
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

function modeText(stat: FsStat): string {
  const kind = stat.isSymbolicLink ? 'l' : stat.isDirectory ? 'd' : '-';
  const bits = Array.from('rwxrwxrwx', (letter, index) => ((stat.mode >> (8 - index)) & 1 ? letter : '-'));
  return kind + bits.join('');
}

async function longLine(run: Invocation, entry: Entry): Promise<string> {
  const { stat } = entry;
  const owner = (await userNameOf(run.host.container.files, 0)) ?? '0';
  const at = stat.mtime;
  const clock = at.toISOString().slice(11, 16);
  const link = entry.target === undefined ? '' : ` -> ${entry.target}`;
  const date = `${months[at.getUTCMonth()]} ${String(at.getUTCDate()).padStart(2)} ${clock}`;
  return `${modeText(stat)}    ${stat.isDirectory ? 2 : 1} ${owner.padEnd(8)} ${'0'.padEnd(8)} ${String(stat.size).padStart(9)} ${date} ${entry.name}${link}`;
}

/** `ls [-alA1d] [PATH…]` in busybox's form; one name a line, because there is no terminal. */
export const list: Tool = async (run) => {
  const flags = run.args.filter((word) => /^-\w/.test(word)).join('');
  const paths = run.args.filter((word) => !/^-\w/.test(word));
  let status = 0;
  const wanted = paths.length === 0 ? ['.'] : paths;
  for (const [index, path] of wanted.entries()) {
    try {
      if (index > 0 && wanted.length > 1) await run.stdout.write(text('\n'));
      await listOne(run, path, flags, wanted.length > 1);
    } catch (error) {
      if (!(error instanceof Error) || !/^E[A-Z]+\b/.test(error.message)) throw error;
      await run.stderr.write(text(`ls: ${path}: ${reasonOf(error)}\n`));
      status = 1;
    }
  }
  return status;
};

async function listOne(run: Invocation, path: string, flags: string, titled: boolean): Promise<void> {
  const files = run.host.filesFor(run.process);
  const whole = files.resolvePath(run.process.cwd, path);
  const stat = await files.stat(whole);
  if (!stat.isDirectory || flags.includes('d')) {
    const entry = await entryOf(run, path, whole);
    await run.stdout.write(text(`${flags.includes('l') ? await longLine(run, entry) : path}\n`));
    return;
  }
  const hidden = flags.includes('a') || flags.includes('A');
  const names = (await files.readdir(whole)).filter((name) => hidden || !name.startsWith('.')).sort();
  const all = flags.includes('a') ? ['.', '..', ...names] : names;
  const lines: string[] = titled ? [`${path}:`] : [];
  if (flags.includes('l')) lines.push(`total ${names.length * 4}`);
  for (const name of all) {
    const below = files.resolvePath(whole, name);
    lines.push(flags.includes('l') ? await longLine(run, await entryOf(run, name, below)) : name);
  }
  if (lines.length > 0) await run.stdout.write(text(`${lines.join('\n')}\n`));
}

async function entryOf(run: Invocation, name: string, path: string): Promise<Entry> {
  const files = run.host.filesFor(run.process);
  const stat = await files.lstat(path);
  if (!stat.isSymbolicLink) return { name, stat };
  return { name, stat, target: await files.readlink(path) };
}
