import type { DemoWorld } from '../../src/demo/world.ts';
import { actAs } from '../../src/sandbox/slack/person-client.ts';

export const CHANNEL = 'C0INCIDENT';

/** Asks by the person API, without the page, and waits for the card. Its ts is that of its thread. */
export async function asked(world: DemoWorld, reason: string, command: string): Promise<string> {
  const alice = actAs(world.pageUrl, 'U0ALICE');
  await alice.type(CHANNEL, `/debug pod ${world.pod} busybox --reason "${reason}" -- ${command}`);
  const isCard = (message: { isBot: boolean; threadTs?: string; blocks?: unknown }) =>
    message.isBot && message.threadTs === undefined && JSON.stringify(message.blocks ?? []).includes(reason);
  const { ts } = await alice.waitFor(CHANNEL, 'the card', (messages) => messages.find(isCard));
  return ts;
}

/** Has Bob approve and waits until it is over. */
export async function approvedAndOver(world: DemoWorld, ts: string): Promise<void> {
  const bob = actAs(world.pageUrl, 'U0BOB');
  await bob.click(CHANNEL, ts, 'keyhole-approve');
  await bob.waitFor(CHANNEL, 'the end of the session', (messages) =>
    messages.find(
      (message) => message.ts === ts && JSON.stringify(message.blocks ?? []).includes('Completed'),
    ),
  );
}
