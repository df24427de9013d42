import type { Redis } from 'ioredis';
import { answerOf } from './redis-connection.ts';

/** Who was in the Slack user groups that the policy names, when Slack last told. */
export interface UserGroupMembers {
  /**
   * Slack ids by the group's id, for every group that was asked about: nobody in one that Slack does not have or has
   * switched off.
   */
  readonly members: Readonly<Record<string, readonly string[]>>;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** What the gateways learn from Slack, kept for the workers, who have no way to ask it. */
export interface UserGroups {
  read(): Promise<UserGroupMembers | undefined>;
  write(members: UserGroupMembers): Promise<void>;
}

/** How long it is kept at all, in milliseconds; how long it is believed, whoever reads it decides. */
const KEEP_MS = 60 * 60_000;

/** Opens the memberships kept under a prefix. Errors of Redis are thrown as `redis-failed`. */
export function openUserGroups({ redis, prefix }: { redis: Redis; prefix: string }): UserGroups {
  const key = `${prefix}:user-groups`;
  return {
    read: async () => {
      const members = await answerOf(redis.get(key));
      return members === null ? undefined : (JSON.parse(members) as UserGroupMembers);
    },
    write: async (members) => {
      await answerOf(redis.set(key, JSON.stringify(members), 'PX', KEEP_MS));
    },
  };
}
