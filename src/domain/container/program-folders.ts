import { posix } from 'node:path';

/** Where images have their programs and what those load (Filesystem Hierarchy Standard 3.0). */
const PROGRAM_FOLDERS = ['/bin', '/sbin', ...['', '32', '64'].map((bits) => `/lib${bits}`)].flatMap(
  (folder) => [folder, `/usr${folder}`, `/usr/local${folder}`],
);
/** Says what every program loads (`ld.so.preload`); the folders in it are an app's own. */
const SETTINGS_FOLDER = '/etc';

/** Whether a volume mounted there would run in the place of the image's own programs. */
export function hidesPrograms({ mountPath }: { readonly mountPath: string }): boolean {
  const path = posix.resolve('/', mountPath);
  return (
    path === SETTINGS_FOLDER ||
    PROGRAM_FOLDERS.some((folder) => isWithin(folder, path) || isWithin(path, folder))
  );
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder === '/' ? folder : `${folder}/`);
}
