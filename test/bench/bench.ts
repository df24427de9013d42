import { actAs, type SeenMessage } from '../../src/sandbox/slack/person-client.ts';
import { plainText } from '../../src/sandbox/slack/plain-text.ts';
import { bareFirstByte } from './bare-exec.ts';
import { type BenchWorld, startBenchWorld } from './bench-world.ts';

const SLASH_COMMANDS_AT_ONCE = 50;
const ROUNDS_OF_SLASH_COMMANDS = 4;
const APPROVALS = 12;
const IDLE_MS = 20_000;

/** Measures what the goals name and prints each figure beside its goal. A goal missed is printed, not an error. */
async function bench(): Promise<void> {
  const channels = Array.from({ length: APPROVALS }, (_each, index) => `C0BENCH${index}`);
  const world = await startBenchWorld(channels);
  try {
    await new Promise((resolve) => setTimeout(resolve, IDLE_MS));
    print('idle memory of `all`', await world.residentMegabytes(), 'MB', 150);
    const acks = await slashCommandToAck(world);
    print(
      `slash command to ack, ${SLASH_COMMANDS_AT_ONCE} at once, 99th percentile`,
      percentile(acks, 0.99),
      'ms',
      300,
    );
    const whole: number[] = [];
    const bare: number[] = [];
    for (const [index, channel] of channels.entries()) {
      whole.push(await approveToFirstOutput(world, channel));
      bare.push(await bareFirstByte(world.cluster.kubeconfig(), `bare-${index}`));
    }
    const [wholeMedian, bareMedian] = [percentile(whole, 0.5), percentile(bare, 0.5)];
    print('approve click to first output in the thread, median', wholeMedian, 'ms');
    print('bare PATCH then exec on the same pod, median', bareMedian, 'ms');
    print('approve to first output beyond what the cluster takes', wholeMedian - bareMedian, 'ms', 400);
    print('memory of `all` after that', await world.residentMegabytes(), 'MB');
  } finally {
    await world.stop();
  }
}

async function slashCommandToAck(world: BenchWorld): Promise<number[]> {
  const alice = actAs(world.slack.url, 'U0ALICE');
  const times: number[] = [];
  for (let round = 0; round < ROUNDS_OF_SLASH_COMMANDS; round += 1) {
    await Promise.all(
      Array.from({ length: SLASH_COMMANDS_AT_ONCE }, async () => {
        const began = performance.now();
        const answer = await alice.type('C0INCIDENT', '/debug pod web busybox');
        if (!answer.ok) throw new Error(`The command was not acked: ${answer.error}`);
        times.push(performance.now() - began);
      }),
    );
  }
  return times;
}

async function approveToFirstOutput(world: BenchWorld, channel: string): Promise<number> {
  const [alice, bob] = [actAs(world.slack.url, 'U0ALICE'), actAs(world.slack.url, 'U0BOB')];
  await alice.type(channel, '/debug pod api-7f9 busybox -- echo first output');
  const card = await bob.waitFor(channel, 'the card', (messages) =>
    messages.find((each) => each.threadTs === undefined),
  );
  const began = performance.now();
  await bob.click(channel, card.ts, 'keyhole-approve');
  await bob.waitFor(channel, 'the output', (messages) =>
    messages.find((message) => isOutput(message, card.ts)),
  );
  const took = performance.now() - began;
  await bob.waitFor(channel, 'the end', (messages) =>
    messages.find((message) => message.ts === card.ts && plainText(message).includes('Completed')),
  );
  return took;
}

function isOutput(message: SeenMessage, thread: string): boolean {
  return message.threadTs === thread && plainText(message).includes('first output');
}

function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

function print(what: string, value: number, unit: string, goal?: number): void {
  const rounded = `${Math.round(value)} ${unit}`;
  const against =
    goal === undefined ? '' : `   goal: under ${goal} ${unit}${value < goal ? '' : '   MISSED'}`;
  console.log(`${what.padEnd(62)} ${rounded.padStart(9)}${against}`);
}

await bench();
