import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { messageOf } from '../../src/errors.ts';
import { deleteNamespaces, makeNamespaces, ownNamespaces } from './namespaces.ts';
import { readContractOptions, usage } from './options.ts';
import type { ContractOptions } from './options.ts';
import { checkImage, checkRights, serverVersion } from './ready.ts';
import { givenClusterVariable, openGiven } from './subject.ts';
import type { GivenCluster, Subject } from './subject.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** One expectation waits at most this long for the cluster, in milliseconds. */
const testTimeoutMs = 180_000;

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Where the runner tells how it goes, and what went wrong. */
export interface Telling {
  log(line: string): void;
  error(line: string): void;
}

/** Runs the suite against a cluster of a kubeconfig; gives the exit code. */
export async function runSuite(args: readonly string[], telling: Telling): Promise<number> {
  const reading = readContractOptions(args);
  if (reading.kind === 'help') {
    telling.log(usage);
    return 0;
  }
  if (reading.kind === 'invalid') {
    telling.error(`${reading.sentence}.\n\n${usage}`);
    return 2;
  }
  try {
    return await tryCluster(reading.options, telling);
  } catch (error) {
    telling.error(messageOf(error));
    return 1;
  }
}

async function tryCluster(options: ContractOptions, telling: Telling): Promise<number> {
  const { context, kubeconfig = '', image } = options;
  const given: GivenCluster = { context, kubeconfig, image, namespaces: ownNamespaces() };
  const subject = await openGiven(given);
  telling.log(`${context}: Kubernetes ${await serverVersion(subject.wire, context)}`);
  await checkRights(subject.wire, context);
  const stop = new AbortController();
  const interrupted = (): void => stop.abort();
  // A terminal sends Ctrl-C to the tests as well: they end, and then the namespaces are deleted.
  for (const signal of signals) process.on(signal, interrupted);
  try {
    telling.log(`making the namespaces ${Object.values(given.namespaces).join(', ')}`);
    await makeNamespaces(subject.wire, given.namespaces);
    const interruption = new Promise<void>((resolve) => {
      stop.signal.addEventListener('abort', () => resolve());
    });
    if (!stop.signal.aborted) await Promise.race([checkImage(subject), interruption]);
    return stop.signal.aborted ? 130 : await runTests(given, options.only, stop.signal);
  } finally {
    await clear(subject, telling);
    for (const signal of signals) process.off(signal, interrupted);
  }
}

async function clear({ wire, namespaces }: Subject, telling: Telling): Promise<void> {
  telling.log('deleting the namespaces');
  const left = await deleteNamespaces(wire, namespaces);
  if (left.length > 0)
    telling.error(`These namespaces could not be deleted, delete them by hand: ${left.join(', ')}.`);
}

async function runTests(given: GivenCluster, only: string | undefined, signal: AbortSignal): Promise<number> {
  const jest = [
    '--experimental-vm-modules',
    '--disable-warning=ExperimentalWarning',
    'node_modules/jest/bin/jest.js',
  ];
  const config = [
    '--config',
    'test/checks/contract.config.mjs',
    `--testTimeout=${testTimeoutMs}`,
    '--runInBand',
  ];
  const child = spawn(process.execPath, [...jest, ...config, ...(only === undefined ? [] : ['-t', only])], {
    cwd: root,
    env: { ...process.env, [givenClusterVariable]: JSON.stringify(given) },
    stdio: 'inherit',
  });
  const end = (): boolean => child.kill('SIGTERM');
  signal.addEventListener('abort', end);
  const [code] = (await once(child, 'exit')) as [number | null];
  signal.removeEventListener('abort', end);
  return signal.aborted ? 130 : (code ?? 1);
}
