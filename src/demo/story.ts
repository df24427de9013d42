import { actAs, type PersonClient, type SeenMessage } from '../sandbox/slack/person-client.ts';
import { plainText } from '../sandbox/slack/plain-text.ts';

const CHANNEL = 'C0INCIDENT';
/** An image pull fits in. */
const RUN_TIMEOUT_MS = 120_000;

/**
 * The main job, played once by people of the sandbox workspace: Alice asks, Mallory and Alice herself may not approve,
 * Bob does, and the thread gets the output. Rejects when anything is not as it should be.
 */
export async function playStory(
  pageUrl: string,
  pod: string,
  tell: (who: string, text: string) => void,
): Promise<void> {
  const [alice, bob, mallory] = ['U0ALICE', 'U0BOB', 'U0MALLORY'].map((id) => actAs(pageUrl, id));
  if (!alice || !bob || !mallory) throw new Error('The story lacks its people.');

  const command = `/debug pod ${pod} busybox --reason "checkout is slow" -- ps aux`;
  tell('Alice', command);
  expectOk(await alice.type(CHANNEL, command));
  const card = await alice.waitFor(CHANNEL, 'the card', (messages) => messages.find(isCard));
  tell('Keyhole', plainText(card));

  for (const [person, name] of [[mallory, 'Mallory'] as const, [alice, 'Alice'] as const]) {
    tell(name, 'presses Approve');
    expectOk(await person.click(CHANNEL, card.ts, 'keyhole-approve'));
    tell(`Keyhole to ${name} alone`, plainText(await privateAnswer(person, name)));
  }

  tell('Bob', 'presses Approve');
  expectOk(await bob.click(CHANNEL, card.ts, 'keyhole-approve'));
  const run = await bob.waitFor(
    CHANNEL,
    'the output',
    (messages) =>
      messages.find((message) => message.threadTs === card.ts && / exit code /.test(message.text)),
    RUN_TIMEOUT_MS,
  );
  tell('Keyhole in the thread', plainText(run));
  const ended = await bob.waitFor(CHANNEL, 'the verdict', (messages) =>
    messages.find((message) => message.ts === card.ts && plainText(message).includes('Completed')),
  );
  tell('the card now', plainText(ended).split('\n').slice(0, 2).join('\n'));
  if (!plainText(run).includes('exit code 0')) throw new Error('The command did not end with exit code 0.');
  if (!showsTheApp(plainText(run))) throw new Error("The output does not show the app's process.");
}

/** Whether process 1 of a list is the app's, and not the debug container's own (domain/container/holder.ts). */
export function showsTheApp(processes: string): boolean {
  const first = /^ *1 +\S+ +(.+)$/m.exec(processes)?.[1];
  return first !== undefined && !first.includes('keyhole waits here');
}

function isCard(message: SeenMessage): boolean {
  return message.isBot && message.threadTs === undefined && plainText(message).includes('[Approve]');
}

/** The newest message that only this person sees. */
function privateAnswer(person: PersonClient, name: string): Promise<SeenMessage> {
  return person.waitFor(CHANNEL, `a private answer to ${name}`, (messages) =>
    messages.findLast((message) => message.ephemeral === true),
  );
}

function expectOk(answer: { ok: boolean; error?: string; message?: string }): void {
  if (!answer.ok) throw new Error(`Slack refused: ${answer.message ?? answer.error ?? 'no reason given'}`);
}
