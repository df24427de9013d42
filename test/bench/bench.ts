import { messageOf } from '../../src/errors.ts';
import { actAs } from '../../src/sandbox/slack/person-client.ts';
import { type BareCluster, bareCluster } from './bare-exec.ts';
import { type BenchCluster, openBenchCluster } from './bench-cluster.ts';
import { type BenchWorld, startBenchWorld } from './bench-world.ts';
import { hasKubectl, kubectlFirstByte } from './kubectl-debug.ts';
import { type BenchOptions, readBenchOptions } from './options.ts';
import { session } from './sessions.ts';

const SLASH_COMMANDS_AT_ONCE = 50;
const ROUNDS_OF_SLASH_COMMANDS = 4;
const SESSIONS = 12;
const IDLE_MS = 20_000;
const MEGABYTES = 100;

/** Measures what the goals name and prints each figure beside its goal. A goal missed is printed, not an error. */
async function bench(options: BenchOptions): Promise<void> {
  const channels = Array.from({ length: SESSIONS }, (_each, index) => `C0BENCH${index}`);
  const cluster = await openBenchCluster(options);
  const stops = [() => cluster.stop()];
  try {
    const world = await startBenchWorld(cluster, options.image, [...channels, 'C0MEMORY']);
    stops.push(() => world.stop());
    const bare = await bareCluster(cluster, options.image);
    console.log(`in ${cluster.context}, pod ${bare.pod}`);
    await new Promise((resolve) => setTimeout(resolve, IDLE_MS));
    print('idle memory of `all`', await world.residentMegabytes(), 'MB', 150);
    const acks = await slashCommandToAck(world, cluster);
    const at99 = percentile(acks, 0.99);
    print(`slash command to ack, ${SLASH_COMMANDS_AT_ONCE} at once, 99th percentile`, at99, 'ms', 300);
    await firstOutputs({ world, cluster, bare, image: options.image, channels });
    await memoryOfOutput(world, cluster);
  } finally {
    for (const stop of stops.toReversed()) await stop();
  }
}

async function slashCommandToAck(world: BenchWorld, { pod }: BenchCluster): Promise<number[]> {
  const alice = actAs(world.slack.url, 'U0ALICE');
  const times: number[] = [];
  for (let round = 0; round < ROUNDS_OF_SLASH_COMMANDS; round += 1) {
    await Promise.all(
      Array.from({ length: SLASH_COMMANDS_AT_ONCE }, async () => {
        const began = performance.now();
        const answer = await alice.type('C0INCIDENT', `/debug pod ${pod} busybox -n nowhere`);
        if (!answer.ok) throw new Error(`The command was not acked: ${answer.error}`);
        times.push(performance.now() - began);
      }),
    );
  }
  return times;
}

/**
 * The kinds of start in turn, each round in another order: the kubelet looks at a pod about once a second, so the first
 * start after a pause is the quickest.
 */
async function firstOutputs(on: {
  world: BenchWorld;
  cluster: BenchCluster;
  bare: BareCluster;
  image: string;
  channels: readonly string[];
}): Promise<void> {
  const { world, cluster, bare, image, channels } = on;
  const [whole, alone, kubectl]: [number[], number[], number[]] = [[], [], []];
  const unique = Date.now().toString(36);
  const withKubectl = hasKubectl();
  // The sandbox starts a container at once, so there the times tell of Slack and the queue, not of the cluster.
  const byCluster = (goal: number) => (cluster.asked ? undefined : goal);
  let asked: readonly string[] | undefined;
  for (const [index, channel] of channels.entries()) {
    const starts = [
      async () => {
        const command = { pod: cluster.pod, command: 'echo first output', output: 'first output' };
        const told = await session(world, channel, command);
        whole.push(told.toFirstOutput);
        asked = upToExec(cluster.asked?.(told.from, told.to)) ?? asked;
      },
      async () => void alone.push(await bare.firstByte(`bare-${unique}-${index}`)),
      async () => {
        if (!withKubectl) return;
        const took = await kubectlFirstByte(cluster, bare.pod, image, `kubectl-${unique}-${index}`);
        if (took !== undefined) kubectl.push(took);
      },
    ];
    const first = index % starts.length;
    for (const start of [...starts.slice(first), ...starts.slice(0, first)]) await start();
  }
  const [median, bareMedian] = [percentile(whole, 0.5), percentile(alone, 0.5)];
  print('approve click to first output in the thread, median', median, 'ms');
  print('bare PATCH then exec on the same pod, median', bareMedian, 'ms');
  print('approve to first output beyond what the cluster takes', median - bareMedian, 'ms', 400);
  print(
    'approve to first output, by the bare PATCH then exec',
    median / bareMedian,
    'times',
    byCluster(1.15),
  );
  if (withKubectl) {
    const kubectlMedian = percentile(kubectl, 0.5);
    print('`kubectl debug --attach -- echo hi`, median', kubectlMedian, 'ms');
    print("approve to first output, by kubectl's time", median / kubectlMedian, 'times', byCluster(0.6));
  } else console.log('kubectl is not on PATH: not compared with `kubectl debug`');
  if (asked) console.log(`asked of the API server for the last first output: ${asked.join(', ')}`);
}

/** Until the cluster took the command. */
function upToExec(asked: readonly string[] | undefined): readonly string[] | undefined {
  const taken = asked?.findIndex((each) => each.endsWith('/exec 101'));
  return taken === undefined ? undefined : asked?.slice(0, taken + 1);
}

async function memoryOfOutput(world: BenchWorld, { pod }: BenchCluster): Promise<void> {
  const before = await world.residentMegabytes();
  let most = before;
  await session(
    world,
    'C0MEMORY',
    { pod, command: `yes keyhole measures its memory | head -c ${MEGABYTES}000000`, output: 'keyhole' },
    async () => {
      most = Math.max(most, await world.residentMegabytes());
      await new Promise((resolve) => setTimeout(resolve, 50));
    },
  );
  print(`growth of memory by a run that prints ${MEGABYTES} MB`, most - before, 'MB', 30);
}

function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

function print(what: string, value: number, unit: string, goal?: number): void {
  const digits = unit === 'times' ? 2 : 0;
  const against =
    goal === undefined ? '' : `   goal: under ${goal} ${unit}${value < goal ? '' : '   MISSED'}`;
  console.log(`${what.padEnd(62)} ${`${value.toFixed(digits)} ${unit}`.padStart(10)}${against}`);
}

const options = readBenchOptions(process.argv.slice(2));
if (typeof options === 'string') {
  console.error(options);
  process.exitCode = 2;
} else {
  try {
    await bench(options);
  } catch (error) {
    console.error(`The bench could not go on: ${messageOf(error)}`);
    process.exitCode = 1;
  }
}
