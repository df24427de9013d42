import type { Policy } from '../domain/policy/policy.ts';
import type { Person } from '../domain/request/person.ts';
import { messageOf } from '../errors.ts';
import type { Logger } from '../logger.ts';
import { believed, namedUserGroups, withUserGroups } from '../requests/people-today.ts';
import type { UserGroupMembers, UserGroups } from '../requests/user-groups.ts';
import { withinTime } from './bounded.ts';
import type { WebClient } from './delivery/slack-calls.ts';

/** How old a membership may be that a click is judged by, and from when on the sweeper has it renewed, in milliseconds. */
const BELIEVED_MS = 60_000;
const RENEWED_MS = 45_000;
/** A person waits for the answer, so Redis and Slack together get this long to give it, in milliseconds. */
const TIMEOUT_MS = 2_000;

/** Who is in the Slack user groups that the policy names. */
export interface SlackUserGroups {
  /**
   * At most a minute old, and here within 2 s; undefined when Slack did not tell, or the policy names no user group.
   * Throws `redis-failed`.
   */
  readonly membershipsNow: () => Promise<UserGroupMembers | undefined>;
  /** Gives people the groups of the policy that they are in; no `userGroups` where `membershipsNow` gives nothing. */
  readonly peopleNow: () => Promise<(person: Person) => Person>;
  /** Asks Slack again when what is known is older than 45 s, so that the workers can go by it. Throws `redis-failed`. */
  readonly renew: () => Promise<void>;
}

/**
 * Asks by `usergroups.list`, once for all groups and for all gateways: Slack takes about 20 such calls a minute
 * (docs.slack.dev/reference/methods/usergroups.list). What it does not tell, nobody is taken to be in.
 */
export function slackUserGroups(options: {
  readonly client: WebClient;
  readonly store: UserGroups;
  readonly policy: () => Policy;
  readonly logger: Logger;
  readonly now: () => number;
}): SlackUserGroups {
  const { client, store, policy, logger, now } = options;
  const outage = outageLog(logger);
  let asking: Promise<UserGroupMembers | undefined> | undefined;

  const ask = async (): Promise<UserGroupMembers | undefined> => {
    // The time before the answer: it may have been true then and not be any more.
    const at = now();
    const named = namedUserGroups(policy());
    const groups = await usersOfGroups(client).catch((error: unknown) => outage.began(error));
    if (!groups) return undefined;
    outage.ended(named.filter((id) => !groups.has(id)));
    const told = { members: Object.fromEntries(named.map((id) => [id, groups.get(id) ?? []])), at };
    await store.write(told);
    return told;
  };
  const askOnce = (): Promise<UserGroupMembers | undefined> => {
    asking ??= ask().finally(() => {
      asking = undefined;
    });
    return asking;
  };
  const known = async (mostMs: number): Promise<UserGroupMembers | undefined> => {
    if (namedUserGroups(policy()).length === 0) return undefined;
    const kept = believed(await store.read(), policy(), now(), mostMs);
    return kept ?? (await askOnce());
  };
  const membershipsNow = () => withinTime(known(BELIEVED_MS), TIMEOUT_MS);
  return {
    membershipsNow,
    peopleNow: async () => {
      const told = await membershipsNow();
      return (person) => withUserGroups(person, policy(), told);
    },
    renew: async () => {
      await withinTime(known(RENEWED_MS), TIMEOUT_MS);
    },
  };
}

/** The people of every group that is switched on, by its id. */
async function usersOfGroups(client: WebClient): Promise<Map<string, readonly string[]>> {
  const { usergroups = [] } = await client.usergroups.list({ include_users: true });
  const on = usergroups.filter((group) => !group.date_delete);
  return new Map(on.map(({ id = '', users = [] }) => [id, users]));
}

/** Tells once that Slack does not answer, once that it does again, and once of groups that it does not have. */
function outageLog(logger: Logger) {
  let away = false;
  let missing = '';
  return {
    began: (error: unknown): undefined => {
      if (!away) {
        logger.warn(
          { error: messageOf(error) },
          'Slack does not tell who is in its user groups, so nobody counts as one of them: it takes the scope usergroups:read and a paid plan',
        );
      }
      away = true;
    },
    ended: (without: readonly string[]) => {
      if (away) logger.info('Slack tells again who is in its user groups');
      away = false;
      if (without.length > 0 && without.join() !== missing) {
        logger.warn(
          { userGroups: without },
          'The policy names user groups that Slack does not have or has switched off: nobody is in them',
        );
      }
      missing = without.join();
    },
  };
}
