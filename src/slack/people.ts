import type { Person } from '../domain/request/person.ts';
import { messageOf } from '../errors.ts';
import type { Logger } from '../logger.ts';
import { withinTime } from './bounded.ts';
import type { WebClient } from './delivery/slack-calls.ts';

/** Who someone is, as Slack tells it. Undefined when Slack does not tell: whoever asks must then refuse. */
export type LookUpPerson = (slackId: string) => Promise<Person | undefined>;

/** The workspace, and the Enterprise organization where it belongs to one, that the bot is installed in. */
export interface Home {
  readonly team: string;
  readonly enterprise?: string;
}

/** How long an answer is believed, in milliseconds, and how many are kept. */
const KEEP_MS = 5 * 60 * 1000;
const MOST_KEPT = 1_000;
/** A person waits for the answer to a slash command, so Slack gets this long to tell who they are. */
const TIMEOUT_MS = 2_000;

/**
 * Looks people up by `users.info`, remembered for a few minutes. `peopleNow` adds the user groups that they are in, which are
 * not remembered with the rest: who was taken out of one counts no longer than slack/user-groups.ts says.
 */
export function lookUpPeople(options: {
  readonly client: WebClient;
  readonly home: () => Home | undefined;
  readonly peopleNow: () => Promise<(person: Person) => Person>;
  readonly logger: Logger;
  readonly now: () => number;
}): LookUpPerson {
  const { client, home, peopleNow, logger, now } = options;
  const known = new Map<string, { person: Person; until: number }>();
  // Many commands of one person at once ask Slack once: it takes about a hundred such calls a minute.
  const asking = new Map<string, Promise<Person | undefined>>();
  const askOnce = (slackId: string): Promise<Person | undefined> => {
    const asked =
      asking.get(slackId) ?? ask(client, home(), slackId, logger).finally(() => asking.delete(slackId));
    asking.set(slackId, asked);
    return asked;
  };
  const profile = async (slackId: string): Promise<Person | undefined> => {
    const kept = known.get(slackId);
    if (kept && now() < kept.until) return kept.person;
    const person = await withinTime(askOnce(slackId), TIMEOUT_MS);
    if (!person) return undefined;
    if (known.size >= MOST_KEPT) known.clear();
    known.set(slackId, { person, until: now() + KEEP_MS });
    return person;
  };
  return async (slackId) => {
    const [person, asOfNow] = await Promise.all([profile(slackId), peopleNow()]);
    return person && asOfNow(person);
  };
}

async function ask(
  client: WebClient,
  home: Home | undefined,
  slackId: string,
  logger: Logger,
): Promise<Person | undefined> {
  try {
    const { user } = await client.users.info({ user: slackId });
    if (!user || !home || !isOurs(user, home)) return undefined;
    const name = user.profile?.display_name || user.real_name || user.name || slackId;
    // An address that nobody confirmed may be anybody's.
    const email = user.is_email_confirmed === false ? undefined : user.profile?.email;
    return { slackId, name, ...(email !== undefined && email !== '' && { email }) };
  } catch (error) {
    logger.warn({ slackId, error: messageOf(error) }, 'Slack did not tell who someone is');
    return undefined;
  }
}

interface SlackUser {
  readonly team_id?: string;
  readonly is_bot?: boolean;
  readonly deleted?: boolean;
  readonly is_stranger?: boolean;
  readonly enterprise_user?: { readonly enterprise_id?: string };
}

/** Bots, deactivated accounts and people of other companies (who choose their own addresses) neither ask nor decide. */
function isOurs(user: SlackUser, home: Home): boolean {
  if (user.is_bot || user.deleted || user.is_stranger) return false;
  const { enterprise_id: enterprise } = user.enterprise_user ?? {};
  return user.team_id === home.team || (enterprise !== undefined && enterprise === home.enterprise);
}
