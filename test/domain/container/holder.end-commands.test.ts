import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { endCommandsCommand, holderCommand } from '../../../src/domain/container/holder.ts';

const ID = '0123456789';

/** A process namespace of its own stands for the pod: whatever goes wrong here ends nothing outside of it. */
const POD = [
  ...(process.getuid?.() === 0 ? [] : ['--map-root-user']),
  '--pid',
  '--fork',
  '--kill-child',
  '--mount',
  '--mount-proc',
];

/**
 * The target is in the pod's first mount namespace, each other container in one of its own. Every wait is for something
 * that the kernel tells; a process that ended has no mount namespace any more.
 */
const SCENE = `
namespace_of() { readlink "/proc/$1/ns/mnt" 2>/dev/null; }
arrived() { while [ "$(namespace_of "$1")" = "$(namespace_of $$)" ]; do :; done; }
told() { if [ -n "$(namespace_of "$1")" ]; then echo "$2 runs"; else echo "$2 ended"; fi; }
holder_script=$1; path=$2; request=$3; shift 3
sleep 501 & target=$!
unshare --mount sleep 502 & neighbour=$!
unshare --mount sh -c "$holder_script" & holder=$!
arrived "$neighbour"; arrived "$holder"
nsenter --mount="/proc/$holder/ns/mnt" -- sh -c 'sleep 503; true' & run=$!
nsenter --mount="/proc/$holder/ns/mnt" -- sh -c 'trap "" TERM HUP INT; while true; do sleep 0.05; done' & stubborn=$!
arrived "$run"; arrived "$stubborn"
for round in first second; do
  printed=$(nsenter --mount="/proc/$holder/ns/mnt" -- env "PATH=$path" "KEYHOLE_REQUEST=$request" "$@" 2>&1)
  echo "$round: code $?, printed '$printed'"
done
told "$target" target
told "$neighbour" neighbour
told "$holder" holder
told "$run" run
told "$stubborn" stubborn
`;

/** What is left in the pod, with only these programs in the debug container, each from a file, and the request that it is of. */
function scene(programs: Readonly<Record<string, string>>, request = ID): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), 'keyhole-test-'));
  folders.push(folder);
  for (const [name, file] of Object.entries(programs)) symlinkSync(file, join(folder, name));
  const [, , holder = ''] = holderCommand(ID, { limitSeconds: 600 });
  const args = [...POD, 'sh', '-c', SCENE, 'scene', holder, folder, request, ...endCommandsCommand(ID)];
  const { stdout, stderr } = spawnSync('unshare', args, { encoding: 'utf8', timeout: 60_000 });
  return `${stdout}${stderr}`.trim().split('\n');
}

function fileOf(program: string): string | undefined {
  return spawnSync('which', [program], { encoding: 'utf8' }).stdout.trim() || undefined;
}

const folders: string[] = [];
const busybox = fileOf('busybox');
const readlink = fileOf('readlink') ?? '';
const sleep = fileOf('sleep') ?? '';
/** The shells of this machine that images have, too. */
const shells = [
  ...['dash', 'bash'].flatMap((shell) => {
    const sh = fileOf(shell);
    return sh === undefined ? [] : [{ shell, programs: { sh, readlink, sleep } }];
  }),
  ...(busybox === undefined
    ? []
    : [{ shell: 'busybox', programs: { sh: busybox, readlink: busybox, sleep: busybox } }]),
];
const tools = ['unshare', 'nsenter'].every((tool) => fileOf(tool) !== undefined);
/** A machine may keep namespaces from whoever runs the tests, as container runtimes do by default. */
const allowed = tools && spawnSync('unshare', [...POD, 'true']).status === 0;

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

(allowed ? describe : describe.skip)('in a pod of real processes (needs unshare to be allowed)', () => {
  test.each(shells)("$shell ends the container's commands and nothing else", ({ programs }) => {
    expect(scene(programs)).toEqual([
      "first: code 0, printed ''",
      "second: code 0, printed ''",
      'target runs',
      'neighbour runs',
      'holder runs',
      'run ended',
      'stubborn ended',
    ]);
  });

  const NOTHING_ENDED = [
    "first: code 1, printed ''",
    "second: code 1, printed ''",
    'target runs',
    'neighbour runs',
    'holder runs',
    'run runs',
    'stubborn runs',
  ];

  test('where the namespaces cannot be told, it ends nothing and says so', () => {
    expect(scene({ sh: fileOf('sh') ?? '' })).toEqual(NOTHING_ENDED);
  });

  // The pod may have been replaced by one of the same name, with an app's container of the name that `-c` gave.
  test.each(['', '9876543210'])(
    'in a container that is not of the request (%j), it ends nothing and says so',
    (request) => {
      expect(scene(shells[0]?.programs ?? {}, request)).toEqual(NOTHING_ENDED);
    },
  );
});
