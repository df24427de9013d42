import { createHash } from 'node:crypto';
import { mentionsOf } from '../../domain/policy/people.ts';
import type { Policy } from '../../domain/policy/policy.ts';
import { KeyholeError, messageOf } from '../../errors.ts';
import type { Logger } from '../../logger.ts';
import type { UserGroupMembers } from '../../requests/user-groups.ts';
import type { Redactor } from '../../transcript/redactor.ts';
import { knownMembers } from '../known-members.ts';
import type { Message } from '../messages/blocks.ts';
import { badPolicy, policyInOrder } from '../messages/policy-notice.ts';
import type { SlackCalls } from './slack-calls.ts';
import type { ToldAdmins } from './told-admins.ts';

export interface PolicyNoticesDeps {
  readonly policy: () => Policy;
  /** What is wrong with its file as it is now; none when it is in force. */
  readonly problems: () => readonly string[];
  readonly membershipsNow: () => Promise<UserGroupMembers | undefined>;
  readonly slack: Pick<SlackCalls, 'post'>;
  readonly told: ToldAdmins;
  readonly redactor: Redactor;
  readonly logger: Logger;
}

/**
 * Tells the admins of the policy in force, by direct message, that its file has problems, and when it is in order again:
 * each once, however many gateways see it. The function it gives looks at how things stand and does what is left to do, so
 * whatever Slack or Redis kept it from, the next look makes good. It never rejects.
 */
export function policyNotices(deps: PolicyNoticesDeps): () => Promise<void> {
  const { problems, redactor, logger } = deps;
  /** What everybody has been told, as far as this gateway knows: what one before it left untold is told at its first look. */
  let settled: { readonly digest: string | undefined } | undefined;
  let failing = false;
  return async () => {
    const found = problems();
    const digest = found.length === 0 ? undefined : digestOf(found);
    if (settled && digest === settled.digest) return;
    try {
      const shown = (await redactor.redactLines(found)).map(({ text }) => text);
      await tellAdmins(deps, digest === undefined ? policyInOrder() : badPolicy(shown), digest);
      settled = { digest };
      failing = false;
    } catch (error) {
      if (!failing)
        logger.warn({ error: messageOf(error) }, 'The admins could not be told of the policy file yet');
      failing = true;
    }
  };
}

/** Tells whoever was not told so before. Throws `admins-not-told` when some could not be told. */
async function tellAdmins(
  deps: PolicyNoticesDeps,
  message: Message,
  digest: string | undefined,
): Promise<void> {
  const { told } = deps;
  const { known, unknown } = await adminsOf(deps);
  let failure: unknown = unknown;
  for (const slackId of known) {
    const before = await told.exchange(slackId, digest);
    if (before === digest) continue;
    try {
      await tell(deps, slackId, message);
    } catch (error) {
      await told.exchange(slackId, before);
      failure = error;
    }
  }
  if (failure !== undefined) {
    throw new KeyholeError('admins-not-told', messageOf(failure), { cause: failure });
  }
}

/** A user id for a channel is the direct message with that person (docs.slack.dev/reference/methods/chat.postMessage). */
async function tell({ slack, logger }: PolicyNoticesDeps, slackId: string, message: Message): Promise<void> {
  const posted = await slack.post({ channel: slackId }, message);
  if (posted.kind === 'refused') {
    logger.warn({ slackId, error: posted.error }, 'Slack does not let an admin be told of the policy file');
  }
}

/** The admins known by now; who is named by id hears of it also while Slack does not tell who is in a user group. */
async function adminsOf({ policy, membershipsNow }: PolicyNoticesDeps) {
  const current = policy();
  const { known, isWhole } = await knownMembers(mentionsOf(current, current.admins), membershipsNow);
  return {
    known,
    unknown: isWhole
      ? undefined
      : new KeyholeError(
          'memberships-unknown',
          'Slack did not tell who is in the user groups of the admins.',
        ),
  };
}

function digestOf(problems: readonly string[]): string {
  return createHash('sha256').update(problems.join('\n')).digest('base64url');
}
