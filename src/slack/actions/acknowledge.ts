import { mayAcknowledge } from '../../domain/policy/approval.ts';
import { glassIsBroken, wantsReview } from '../../domain/request/break-glass.ts';
import type { Person } from '../../domain/request/person.ts';
import type { Request } from '../../domain/request/request.ts';
import type { Gateway } from '../gateway.ts';
import { acknowledgeForm } from '../modals/acknowledge-form.ts';
import type { Click } from './clicks.ts';
import { openForm } from './open-form.ts';
import { ownWords } from './own-words.ts';
import type { Submission } from './submissions.ts';

/** The button below a broken glass that is over: opens a form, which counts when it is sent. */
export async function acknowledge(gateway: Gateway, click: Click): Promise<void> {
  const sentence = objection(gateway, click.request, click.person);
  await (sentence === undefined
    ? openForm(gateway, click, acknowledgeForm(click.request))
    : click.reply(sentence));
}

/** The form was sent. Gives a sentence when it changed nothing. */
export async function acknowledged(
  gateway: Gateway,
  { request, person, words }: Submission,
): Promise<string | undefined> {
  const sentence = objection(gateway, request, person);
  if (sentence !== undefined) return sentence;
  const note = await ownWords(gateway.redactor, words);
  const changed = await gateway.requests.change(request.id, {
    type: 'acknowledged',
    by: person,
    ...(note !== undefined && { note }),
  });
  if (changed.kind === 'changed') return undefined;
  return (changed.request && standsAgainst(changed.request)) ?? 'The request changed meanwhile: try again.';
}

/** Why someone cannot review a broken glass now, by the policy of this moment. */
function objection(gateway: Gateway, request: Request, person: Person): string | undefined {
  const sentence = standsAgainst(request);
  if (sentence !== undefined) return sentence;
  const right = mayAcknowledge(gateway.policy(), request, person);
  return right.kind === 'may' ? undefined : right.sentence;
}

/** Why nobody can. */
function standsAgainst(request: Request): string | undefined {
  const { acknowledged: by, state } = request;
  if (by) return `${by.by.name} has reviewed this already, so nothing was changed.`;
  if (!glassIsBroken(request))
    return 'This request was decided before it ran, so there is nothing to acknowledge.';
  if (state !== 'ended') return 'This session is not over yet: acknowledge it when it has ended.';
  return wantsReview(request)
    ? undefined
    : 'Nothing ran for this request, so there is nothing to acknowledge.';
}
