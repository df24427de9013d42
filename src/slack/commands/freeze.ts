import { mayFreeze } from '../../domain/policy/admins.ts';
import type { Frozen } from '../../domain/request/frozen.ts';
import type { Person } from '../../domain/request/person.ts';
import { KeyholeError } from '../../errors.ts';
import { stopAll } from '../../requests/stop-all.ts';
import type { Gateway } from '../gateway.ts';
import { frozenAlready, frozenMessage, type Stopped, unfrozenMessage } from '../messages/frozen.ts';
import { type ReplyPrivately, WHO_ARE_YOU } from '../private-reply.ts';
import type { ReplyAloud } from '../public-reply.ts';

export interface Freezing {
  readonly slackId: string;
  readonly reply: ReplyPrivately;
  readonly aloud: ReplyAloud;
}

/** The store may have taken what it did not answer to. */
const STORE_AWAY =
  "Keyhole's store does not answer, so I cannot tell whether that counted. Nothing new starts without the store: type it again in a moment.";

/** `/debug freeze`: nothing starts from now on, and what is open is stopped. What cannot be reached now, the sweeper stops. */
export async function freeze(
  gateway: Gateway,
  { slackId, reason, reply, aloud }: Freezing & { readonly reason?: string },
): Promise<void> {
  const by = await adminOf(gateway, slackId, reply);
  if (!by) return;
  await sayingWhereTheStoreIsAway(gateway, reply, async () => {
    const before = await gateway.freeze.read();
    if (before) return reply(frozenAlready(before));
    const frozen: Frozen = { by, at: gateway.now(), ...(reason !== undefined && { reason }) };
    await gateway.freeze.write(frozen);
    gateway.logger.warn({ by: slackId, name: by.name, reason }, 'frozen');
    await aloud(frozenMessage(frozen, await stopped(gateway, frozen)));
  });
}

/** `/debug unfreeze`: what is asked from now on is taken again. */
export async function unfreeze(gateway: Gateway, { slackId, reply, aloud }: Freezing): Promise<void> {
  const by = await adminOf(gateway, slackId, reply);
  if (!by) return;
  await sayingWhereTheStoreIsAway(gateway, reply, async () => {
    const frozen = await gateway.freeze.read();
    if (!frozen) return reply('Keyhole is not frozen, so there is nothing to take back.');
    await gateway.freeze.clear();
    gateway.logger.warn({ by: slackId, name: by.name, frozenAt: frozen.at }, 'unfrozen');
    await aloud(unfrozenMessage(by, frozen));
  });
}

/** Who it is, if they may; undefined when they were told why not. */
async function adminOf(
  gateway: Gateway,
  slackId: string,
  reply: ReplyPrivately,
): Promise<Person | undefined> {
  const person = await gateway.people(slackId);
  const right = person && mayFreeze(gateway.policy(), person);
  if (right?.kind === 'may') return person;
  await reply(right?.sentence ?? WHO_ARE_YOU);
  return undefined;
}

/** It is frozen, whatever comes of this. */
async function stopped(gateway: Gateway, frozen: Frozen): Promise<Stopped> {
  try {
    return await stopAll(gateway, frozen);
  } catch (error) {
    gateway.logger.error({ err: error }, 'what is open could not be stopped at once');
    return undefined;
  }
}

async function sayingWhereTheStoreIsAway(
  gateway: Gateway,
  reply: ReplyPrivately,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof KeyholeError) || error.code !== 'redis-failed') throw error;
    gateway.logger.error({ err: error }, 'the freeze could not be changed');
    await reply(STORE_AWAY);
  }
}
