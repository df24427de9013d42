import type { AllMiddlewareArgs, SlackViewMiddlewareArgs, ViewSubmitAction } from '@slack/bolt';
import type { Person } from '../../domain/request/person.ts';
import type { Request } from '../../domain/request/request.ts';
import { withinTime } from '../bounded.ts';
import { sentenceMessage, tellPrivately } from '../delivery/tell-privately.ts';
import type { Gateway } from '../gateway.ts';
import { aboutOf, type FormAbout, toldInstead, wordsIn } from '../modals/form.ts';
import { failureSentence, WHO_ARE_YOU } from '../private-reply.ts';

export type SubmissionArgs = SlackViewMiddlewareArgs<ViewSubmitAction> & AllMiddlewareArgs;

/** A form that someone filled in and sent. */
export interface Submission {
  readonly request: Request;
  readonly person: Person;
  readonly about: FormAbout;
  /** What they wrote; absent when they left the field empty. */
  readonly words?: string;
}

/** How long the answer to a form may take before the form is let go, in milliseconds; Slack waits for 3 s. */
const ANSWER_WITHIN_MS = 2_000;
const LATE =
  "This takes longer than usual. If it counts, the request's card says so soon; if not, I tell you in its channel.";

/**
 * Has a form's answer worked out and acks with it: the form closes when it counted, else it says why it did not. What
 * takes longer than Slack waits is told privately, in the request's channel.
 */
export function onSubmission(
  gateway: Gateway,
  act: (gateway: Gateway, submission: Submission) => Promise<string | undefined>,
  answerWithinMs = ANSWER_WITHIN_MS,
) {
  return async ({ ack, body, view }: SubmissionArgs): Promise<void> => {
    const { text: title } = view.title;
    const answer = answerTo(gateway, body, act);
    const first = await withinTime(answer, answerWithinMs);
    if (first?.kind === 'counted') return ack({ response_action: 'clear' });
    if (first?.kind === 'nothing')
      return ack({ response_action: 'update', view: toldInstead(title, first.sentence) });
    await ack({ response_action: 'update', view: toldInstead(title, LATE) });
    const last = await answer;
    if (last.kind === 'nothing') await tellLater(gateway, body, last.sentence);
  };
}

type Answer = { readonly kind: 'counted' } | { readonly kind: 'nothing'; readonly sentence: string };

/** Never rejects: whatever goes wrong is a sentence. */
async function answerTo(
  gateway: Gateway,
  { user, view }: ViewSubmitAction,
  act: (gateway: Gateway, submission: Submission) => Promise<string | undefined>,
): Promise<Answer> {
  try {
    const about = aboutOf(view.private_metadata);
    const request = about && (await gateway.requests.load(about.request));
    if (!request) return nothing('This request is no longer kept, so nothing was changed.');
    const person = await gateway.people(user.id);
    if (!person) return nothing(WHO_ARE_YOU);
    const words = wordsIn(view.state.values);
    const sentence = await act(gateway, { request, person, about, ...(words !== undefined && { words }) });
    return sentence === undefined ? { kind: 'counted' } : nothing(sentence);
  } catch (error) {
    return nothing(failureSentence(error, gateway.logger));
  }
}

async function tellLater(
  gateway: Gateway,
  { user, view }: ViewSubmitAction,
  sentence: string,
): Promise<void> {
  const channel = aboutOf(view.private_metadata)?.channel;
  if (channel === undefined) return;
  await tellPrivately(gateway, { channel, slackId: user.id }, sentenceMessage(sentence));
}

function nothing(sentence: string): Answer {
  return { kind: 'nothing', sentence };
}
