import { reviewerGroups } from '../../domain/policy/approval.ts';
import { membershipOf, notTold } from '../../domain/policy/people.ts';
import { type Person, samePerson } from '../../domain/request/person.ts';
import type { Request } from '../../domain/request/request.ts';
import type { Gateway } from '../gateway.ts';
import { alreadyDecided } from './already-decided.ts';
import type { Click } from './clicks.ts';

/** The button on a card. */
export async function endSession(gateway: Gateway, { request, person, reply }: Click): Promise<void> {
  const sentence = await endSessionOf(gateway, request, person);
  if (sentence !== undefined) await reply(sentence);
}

/**
 * Ends a session early. Who asked for it may, and whoever may decide such a request, of a broken glass whoever reviews
 * it. Gives a sentence when it ended nothing.
 */
export async function endSessionOf(
  gateway: Gateway,
  request: Request,
  person: Person,
): Promise<string | undefined> {
  const { state, requester, plan } = request;
  const own = samePerson(requester, person);
  if (state === 'ended') return alreadyDecided(request);
  // What nobody approved can be stopped before it starts, too.
  if (!plan || state === 'pending' || (state === 'approved' && !plan.grant.breakGlass)) {
    return own
      ? 'This request has no session yet, so there is nothing to end: cancel it with the button on its card.'
      : `This request has no session yet, so there is nothing to end: only ${requester.name} can cancel it.`;
  }
  const only = `Only ${requester.name} and those who may decide this request can end its session.`;
  const sentence = whyNotEnd(gateway, request, person, only);
  if (sentence !== undefined) return sentence;
  const changed = await gateway.requests.change(request.id, {
    type: 'ended',
    outcome: state === 'approved' ? 'cancelled' : 'completed',
    by: person,
  });
  return changed.kind === 'refused' ? alreadyDecided(changed.request) : undefined;
}

/**
 * Why someone may not end what runs for a request: `only`, or that Slack did not tell. Undefined for who asked for it, and for
 * whoever may decide such a request.
 */
export function whyNotEnd(
  gateway: Pick<Gateway, 'policy'>,
  { requester, plan }: Request,
  person: Person,
  only: string,
): string | undefined {
  if (samePerson(requester, person)) return undefined;
  const { approvals = [], breakGlass } = plan?.grant ?? {};
  const deciders = reviewerGroups(breakGlass?.reviewers ?? approvals);
  const { in: groups, unknown } = membershipOf(gateway.policy(), deciders, person);
  if (groups.length > 0) return undefined;
  return unknown.length > 0 ? `${notTold(unknown)}.` : only;
}
