import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** The whole path of a file of the project. */
export function pathOf(file: string): string {
  return join(root, file);
}

/** The text of a file of the project. */
export function textOf(file: string): string {
  return readFileSync(pathOf(file), 'utf8');
}

/** The TypeScript files below a folder of the project, as paths from its root. */
export function sourcesIn(folder: string): string[] {
  return readdirSync(pathOf(folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => `${folder}/${file}`)
    .sort();
}
