import type { RunningContainer } from '../runtime/container.ts';
import { toolFolder } from '../runtime/image-files.ts';

/** What a name means in a container. */
export type Resolved =
  | { kind: 'program'; path: string; tool: string }
  | { kind: 'script'; path: string; content: string }
  | { kind: 'not found' }
  | { kind: 'not executable' };

/** Finds what a name means in a container, as execvp does with PATH. */
export async function resolveProgram(
  container: RunningContainer,
  name: string,
  searchPath = '/bin',
): Promise<Resolved> {
  const { files } = container;
  const places = name.includes('/') ? [name] : searchPath.split(':').map((folder) => `${folder}/${name}`);
  for (const place of name === '' ? [] : places) {
    const path = files.resolvePath('/', place);
    if (!(await files.exists(path))) continue;
    const stat = await files.stat(path);
    if (stat.isDirectory || (stat.mode & 0o111) === 0) return { kind: 'not executable' };
    const tool = path.slice(path.lastIndexOf('/') + 1);
    if (container.image.programs[path] !== undefined) return { kind: 'program', path, tool };
    if (path === `${toolFolder}/${tool}` && container.image.tools.includes(tool)) {
      return { kind: 'program', path, tool };
    }
    return { kind: 'script', path, content: (await files.readFile(path)).replace(/^#!.*\n/, '\n') };
  }
  return { kind: 'not found' };
}
