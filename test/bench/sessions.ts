import { actAs, type SeenMessage } from '../../src/sandbox/slack/person-client.ts';
import { plainText } from '../../src/sandbox/slack/plain-text.ts';
import type { BenchWorld } from './bench-world.ts';

/** One session as people see it, from the approving click. Times are milliseconds. */
export interface MeasuredSession {
  /** When the click came and when the first output was there, since the epoch. */
  readonly from: number;
  readonly to: number;
  readonly toFirstOutput: number;
}

/** Alice asks in a channel of its own, Bob approves; `whileRunning` is called again and again until the session ended. */
export async function session(
  world: BenchWorld,
  channel: string,
  { pod, command, output }: { pod: string; command: string; output: string },
  whileRunning?: () => Promise<void>,
): Promise<MeasuredSession> {
  const [alice, bob] = [actAs(world.slack.url, 'U0ALICE'), actAs(world.slack.url, 'U0BOB')];
  await alice.type(channel, `/debug pod ${pod} busybox -- ${command}`);
  const card = await bob.waitFor(channel, 'the card', (messages) =>
    messages.find((each) => each.threadTs === undefined),
  );
  const [from, began] = [Date.now(), performance.now()];
  await bob.click(channel, card.ts, 'keyhole-approve');
  await bob.waitFor(channel, 'the output', (messages) =>
    messages.find((message) => isOutput(message, card.ts, output)),
  );
  const [to, toFirstOutput] = [Date.now(), performance.now() - began];
  const ended = bob.waitFor(channel, 'the end', (messages) =>
    messages.find((message) => message.ts === card.ts && plainText(message).includes('Completed')),
  );
  let over = false;
  const watching = (async () => {
    while (whileRunning && !over) await whileRunning();
  })();
  await ended.finally(() => (over = true));
  await watching;
  return { from, to, toFirstOutput };
}

function isOutput(message: SeenMessage, thread: string, output: string): boolean {
  return message.threadTs === thread && plainText(message).includes(output);
}
