import type { Gateway } from '../gateway.ts';
import { decideForm } from '../modals/decide-form.ts';
import type { Click } from './clicks.ts';
import { decide, mayDecide } from './decide.ts';
import { extensionIndex, runIndex } from './run-index.ts';
import { openForm } from './open-form.ts';
import type { Submission } from './submissions.ts';

/**
 * Approve or Deny. An approval counts at the click where nobody asks for its reason; anything else opens a form, which
 * decides when it is sent, judged anew.
 */
export function review(decision: 'approve' | 'deny') {
  return async (gateway: Gateway, click: Click): Promise<void> => {
    const { request, person, reply } = click;
    const part = { run: runIndex(click.rest), extension: extensionIndex(click.rest) };
    const deciding = { request, person, decision, ...part };
    if (decision === 'approve' && !request.plan?.grant.requireReason.includes('approve')) {
      const sentence = await decide(gateway, deciding);
      return sentence === undefined ? undefined : reply(sentence);
    }
    const right = await mayDecide(gateway, deciding);
    return right.kind === 'may'
      ? openForm(gateway, click, decideForm(request, decision, part))
      : reply(right.sentence);
  };
}

/** The form was sent. Gives a sentence when it changed nothing. */
export async function reviewed(gateway: Gateway, submission: Submission): Promise<string | undefined> {
  const { request, person, words, about } = submission;
  if (about.decision === undefined) return 'This form decides nothing: press the button on the card again.';
  return decide(gateway, {
    request,
    person,
    decision: about.decision,
    run: about.run,
    extension: about.extension,
    ...(words !== undefined && { reason: words }),
  });
}
