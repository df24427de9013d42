import { isWaitedFor, noticeFor, waitedFor } from '../../domain/policy/notice.ts';
import type { Mentions } from '../../domain/policy/people.ts';
import type { Policy } from '../../domain/policy/policy.ts';
import type { Request } from '../../domain/request/request.ts';
import type { UserGroupMembers } from '../../requests/user-groups.ts';
import { knownMembers } from '../known-members.ts';
import { decisionCall } from '../messages/decision-call.ts';
import { reminder } from '../messages/reminder.ts';
import type { RequestMessages } from './request-messages.ts';
import type { Thread } from './slack-calls.ts';
import { allOrRetry, copyOf, tellEach, toldEach } from './tell-each.ts';
import { keptThreadLink, type LinkDeps } from './thread-link.ts';

export interface DecidersViewDeps extends LinkDeps {
  readonly policy: () => Policy;
  /** Who is in the Slack user groups that the policy names; undefined when Slack does not tell. */
  readonly membershipsNow: () => Promise<UserGroupMembers | undefined>;
}

/** A request that waits, or waited, for decisions, and its thread. */
export interface Deciding {
  readonly request: Request;
  readonly messages: RequestMessages;
  readonly thread: Thread;
}

/** Whom a request's card calls on as it is posted; undefined where they hear of it otherwise, or nobody is waited for. */
export function calledOnCard(policy: Policy, request: Request): Mentions | undefined {
  const calls = request.state === 'pending' && noticeFor(policy, request) === 'thread';
  return calls ? waitedFor(policy, request) : undefined;
}

/**
 * Tells each who may decide by direct message, where the rule wants it so, and keeps every such message current whoever
 * decides.
 */
export async function tellDeciders(deps: DecidersViewDeps, { request, messages }: Deciding): Promise<void> {
  const policy = deps.policy();
  const waits = request.state === 'pending' && noticeFor(policy, request) === 'dm';
  if (!waits && toldEach(messages).length === 0) return;
  const message = decisionCall(request, await keptThreadLink(deps, request));
  if (!message) return;
  const called = waits ? await knownMembers(waitedFor(policy, request), deps.membershipsNow) : undefined;
  // Who is in a user group may be the requester, or have decided.
  const wanted = (called?.known ?? []).filter((slackId) => isWaitedFor(request, slackId));
  await tellEach(messages, wanted, message);
}

/** Reminds those who may decide where they heard of it first. Whoever decided meanwhile is not reminded. */
export async function remindDeciders(deps: DecidersViewDeps, deciding: Deciding): Promise<void> {
  const { request, messages, thread } = deciding;
  const policy = deps.policy();
  const waits = request.state === 'pending';
  const inThread = waits ? noticeFor(policy, request) === 'thread' : messages.get('reminder') !== undefined;
  const message = inThread ? reminder(request, waitedFor(policy, request)) : undefined;
  if (message) await messages.put('reminder', thread, message);
  await allOrRetry(toldEach(messages).map((slackId) => remindOne(deciding, slackId)));
}

/** Below the direct message that someone was sent: its own change would notify nobody. */
async function remindOne({ request, messages }: Deciding, slackId: string): Promise<void> {
  const name = `reminder-${slackId}`;
  const isDue = request.state === 'pending' && isWaitedFor(request, slackId);
  if (!isDue && !messages.get(name)) return;
  const message = reminder(request, { users: [slackId], userGroups: [], names: [] });
  const copy = copyOf(messages, slackId);
  if (message && copy) await messages.put(name, copy, message);
}
