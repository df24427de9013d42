// Where things lie in this project.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
/** What the set-up fetches for itself; git ignores it. */
export const toolchain = join(root, '.toolchain');
export const nodeModules = join(root, 'node_modules');
