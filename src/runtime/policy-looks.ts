import type { Redis } from 'ioredis';
import type { UserGroupMembers } from '../requests/user-groups.ts';
import { announceChannels } from '../slack/delivery/announce-channels.ts';
import { policyNotices } from '../slack/delivery/policy-notices.ts';
import type { SlackCalls } from '../slack/delivery/slack-calls.ts';
import { openToldAdmins } from '../slack/delivery/told-admins.ts';
import type { PartOptions } from './part.ts';
import { repeat, type Repeating } from './repeating.ts';

/** How often it is looked whether the policy and its file give cause to tell someone, in milliseconds. */
const LOOK_EVERY_MS = 5_000;

/** Has the admins told of a bad edit of the policy file, and the log of channels that it cannot announce in. */
export function policyLooks(
  { config, policy, policyProblems, redactor, logger }: PartOptions,
  redis: Redis,
  slack: SlackCalls,
  membershipsNow: () => Promise<UserGroupMembers | undefined>,
): Repeating {
  const tellAdmins = policyNotices({
    policy,
    problems: policyProblems,
    membershipsNow,
    slack,
    told: openToldAdmins({ redis, prefix: config.redis.prefix }),
    redactor,
    logger,
  });
  const lookAtChannels = announceChannels({ policy, slack, logger });
  return repeat(
    async () => {
      await Promise.all([tellAdmins(), lookAtChannels()]);
    },
    LOOK_EVERY_MS,
    (error) => logger.error({ err: error }, 'The policy could not be looked after'),
  );
}
