import { type Mentions, mentionsOf } from '../../domain/policy/people.ts';
import { reviewerGroups } from '../../domain/policy/approval.ts';
import type { Policy } from '../../domain/policy/policy.ts';
import type { GrantedBreakGlass } from '../../domain/policy/judge.ts';
import { wantsReview } from '../../domain/request/break-glass.ts';
import type { Request } from '../../domain/request/request.ts';
import type { Requests } from '../../requests/requests.ts';
import type { UserGroupMembers } from '../../requests/user-groups.ts';
import { knownMembers } from '../known-members.ts';
import { announcement } from '../messages/announcement.ts';
import { calledBefore, reviewCall } from '../messages/review-call.ts';
import type { RequestMessages } from './request-messages.ts';
import type { Thread } from './slack-calls.ts';
import { tellEach } from './tell-each.ts';
import { keptThreadLink, type LinkDeps } from './thread-link.ts';

export interface GlassViewDeps extends LinkDeps {
  readonly requests: Requests;
  readonly policy: () => Policy;
  /** Who is in the Slack user groups that the policy names; undefined when Slack does not tell. */
  readonly membershipsNow: () => Promise<UserGroupMembers | undefined>;
}

/** A request whose rule let it start without approvals, and its thread. */
export interface BrokenGlass {
  readonly request: Request;
  readonly breakGlass: GrantedBreakGlass;
  readonly messages: RequestMessages;
  readonly thread: Thread;
}

/** Why a broken glass did not start, in a sentence with the next step. */
function cannotAnnounce(channel: string, error: string): string {
  const why =
    error === 'not_in_channel' || error === 'channel_not_found'
      ? 'I am not in it'
      : `Slack does not let me post there (${error})`;
  return `Break-glass has to be told in the channel ${channel} first, and ${why}, so nothing ran: have someone there type \`/invite @keyhole\`, then ask again, or ask without --break-glass.`;
}

/**
 * Tells of a broken glass where its rule says; nothing starts before. Gives false when Slack refused that for good, which
 * ended the request.
 */
export async function announce(deps: GlassViewDeps, glass: BrokenGlass): Promise<boolean> {
  const { request, breakGlass, messages } = glass;
  // What came to nothing before anyone was told is told to nobody.
  if (request.state === 'ended' && !messages.get('announcement')) return true;
  const called = mentioned(deps.policy(), glass);
  const message = announcement(request, { ...(await linkOf(deps, glass)), called });
  if (!message) return true;
  const posted = await messages.put('announcement', { channel: breakGlass.announce }, message);
  if (posted.kind === 'posted') {
    if (!request.announced && request.state !== 'ended')
      await deps.requests.change(request.id, { type: 'announced' });
    return true;
  }
  if (request.announced || messages.get('announcement')) return true;
  const sentence = cannotAnnounce(breakGlass.announce, posted.error);
  await deps.requests.change(request.id, { type: 'ended', outcome: 'failed', sentence });
  return false;
}

/** Tells each reviewer who is known by Slack id. Whoever cannot be told is no reason to stop: the announcement is there. */
export async function tellReviewers(deps: GlassViewDeps, glass: BrokenGlass): Promise<void> {
  const { request, messages } = glass;
  if (!messages.get('announcement')) return;
  const message = announcement(request, await linkOf(deps, glass));
  if (!message) return;
  const wanted = request.state !== 'ended' || wantsReview(request);
  await tellEach(messages, wanted ? await reviewersKnown(deps, glass) : [], message);
}

/** Asks for the review, in the thread and below the announcement, when the session is over and each time that it is due. */
export async function askForReview(deps: GlassViewDeps, glass: BrokenGlass): Promise<void> {
  const { request, breakGlass, messages, thread } = glass;
  const call = reviewCall(request, mentioned(deps.policy(), glass));
  const announced = messages.get('announcement');
  const places: readonly (readonly [string, Thread])[] = [
    ['review', thread],
    ...(announced ? [['announced-review', { channel: breakGlass.announce, ts: announced.ts }] as const] : []),
  ];
  for (const [prefix, place] of places) {
    const name = `${prefix}-${request.reviewAskedAt ?? request.endedAt ?? 0}`;
    // What was asked before is no longer answered there.
    for (const before of messages.namesOf(`${prefix}-`))
      if (before !== name || !call) await messages.put(before, place, calledBefore());
    if (call) await messages.put(name, place, call);
  }
}

/** Those who may review it, without who asked. */
function mentioned(policy: Policy, { request, breakGlass }: BrokenGlass): Mentions {
  const mentions = mentionsOf(policy, reviewerGroups(breakGlass.reviewers));
  return { ...mentions, users: mentions.users.filter((user) => user !== request.requester.slackId) };
}

async function reviewersKnown(deps: GlassViewDeps, glass: BrokenGlass): Promise<readonly string[]> {
  const { known } = await knownMembers(mentioned(deps.policy(), glass), deps.membershipsNow);
  return known.filter((slackId) => slackId !== glass.request.requester.slackId);
}

async function linkOf(deps: LinkDeps, { request }: BrokenGlass): Promise<{ readonly link?: string }> {
  const link = await keptThreadLink(deps, request);
  return link === undefined ? {} : { link };
}
