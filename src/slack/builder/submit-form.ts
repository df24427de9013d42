import type { AllMiddlewareArgs, SlackViewMiddlewareArgs, types, ViewSubmitAction } from '@slack/bolt';
import type { Person } from '../../domain/request/person.ts';
import { requestIdFrom } from '../../domain/request/request-id.ts';
import { askFor } from '../ask-for.ts';
import { withinTime } from '../bounded.ts';
import { sentenceMessage, tellPrivately } from '../delivery/tell-privately.ts';
import type { Gateway } from '../gateway.ts';
import type { Message } from '../messages/blocks.ts';
import { HOLDS_A_SECRET } from '../messages/not-taken.ts';
import {
  type BuilderAbout,
  builderAboutOf,
  type Field,
  FIELDS,
  type Filled,
  filledIn,
} from '../modals/builder-fields.ts';
import { NOTHING } from '../modals/builder-options.ts';
import { toldInstead } from '../modals/form.ts';
import { failureSentence, WHO_ARE_YOU } from '../private-reply.ts';
import { withPlainQuotes } from '../text.ts';
import { type Problems, readForm } from './asked-for.ts';
import { blockErrors, policyProblems } from './field-errors.ts';
import { considerNow, TITLE } from './form-now.ts';

/** How long an answer may take before the form is let go, in milliseconds; Slack waits for 3 s. */
const ANSWER_WITHIN_MS = 2_000;
const LATE =
  'This takes longer than usual. If your request counts, its card comes soon; if not, I tell you in the channel.';
const NO_SUCH_FORM = 'I cannot read this form any more, so I asked for nothing: open it again.';
const CHOOSE_A_POD = 'Choose a workload or pod: this is none.';

type Answer =
  | { readonly kind: 'asked' }
  | { readonly kind: 'wrong'; readonly errors: Record<string, string> }
  | { readonly kind: 'told'; readonly message: Message };

/** The form was sent: asks for what is in it as the command line does, or says at each field what is wrong. */
export function submitForm(gateway: Gateway, answerWithinMs = ANSWER_WITHIN_MS) {
  return async ({
    ack,
    body,
  }: SlackViewMiddlewareArgs<ViewSubmitAction> & AllMiddlewareArgs): Promise<void> => {
    const answer = answerTo(gateway, body);
    const first = await withinTime(answer, answerWithinMs);
    if (first?.kind === 'asked') return ack({ response_action: 'clear' });
    if (first?.kind === 'wrong') return ack({ response_action: 'errors', errors: first.errors });
    if (first?.kind === 'told') return ack({ response_action: 'update', view: telling(first.message) });
    await ack({ response_action: 'update', view: toldInstead(TITLE, LATE) });
    await tellLater(gateway, body, await answer);
  };
}

/** Never rejects: whatever goes wrong is a sentence. */
async function answerTo(gateway: Gateway, body: ViewSubmitAction): Promise<Answer> {
  try {
    return await ask(gateway, body);
  } catch (error) {
    return told(failureSentence(error, gateway.logger));
  }
}

async function ask(gateway: Gateway, body: ViewSubmitAction): Promise<Answer> {
  const about = builderAboutOf(body.view.private_metadata);
  const place = about && placeOf(about, body);
  if (!place) return told(NO_SUCH_FORM);
  const read = filledIn(body.view.state.values);
  const filled = asMeant(read.filled);
  const wrong = (problems: Problems): Answer => ({ kind: 'wrong', errors: blockErrors(problems, read) });
  if (filled.target === NOTHING) return wrong({ target: CHOOSE_A_POD });
  if (filled.namespace === NOTHING) return wrong({ namespace: 'Choose a namespace: this is none.' });
  const secrets = await secretsIn(gateway, filled);
  if (Object.keys(secrets).length > 0) return wrong(secrets);
  const reading = readForm(filled);
  if (reading.kind === 'wrong') return wrong(reading.problems);
  const person = await gateway.people(body.user.id);
  if (!person) return told(WHO_ARE_YOU);
  const problems = await againstPolicy(gateway, person, filled);
  if (Object.keys(problems).length > 0) return wrong(problems);
  let message: Message | undefined;
  await askFor(gateway, {
    ask: reading.ask,
    slackId: body.user.id,
    place: { team: place.team, channel: place.channel },
    // One form asks once, however often Slack delivers that it was sent.
    id: requestIdFrom(`form ${body.view.id}`),
    responseUrl: place.responseUrl,
    reply: async (reply) => {
      message = typeof reply === 'string' ? sentenceMessage(reply) : reply;
    },
  });
  return message ? { kind: 'told', message } : { kind: 'asked' };
}

interface AskPlace {
  readonly team: string;
  readonly channel: string;
  readonly responseUrl: string;
}

/** Where it was opened, or the channel that was chosen in it, which comes with a response URL of its own. */
function placeOf(
  { team, channel, responseUrl }: BuilderAbout,
  { response_urls: urls = [] }: Pick<ViewSubmitAction, 'response_urls'>,
): AskPlace | undefined {
  if (channel !== undefined && responseUrl !== undefined) return { team, channel, responseUrl };
  const [chosen] = urls;
  return chosen && { team, channel: chosen.channel_id, responseUrl: chosen.response_url };
}

/** A phone's keyboard writes typographic quotes. What else is typed into a form comes as it is, unlike that of a command. */
function asMeant({ command, ...others }: Filled): Filled {
  return { ...others, ...(command !== undefined && { command: withPlainQuotes(command) }) };
}

/** Before anything keeps or shows it: the card would carry a secret to everybody in the channel. */
async function secretsIn({ redactor }: Gateway, filled: Filled): Promise<Problems> {
  const holdsOne = async (text: string) => (await redactor.redact(text)).count > 0;
  const problems: Partial<Record<Field, string>> = {};
  for (const field of FIELDS) {
    if (await holdsOne(filled[field] ?? '')) problems[field] = HOLDS_A_SECRET;
  }
  return problems;
}

/** What the policy says already, so that it can be mended in the form; a worker judges it anew, knowing the pod. */
async function againstPolicy(gateway: Gateway, person: Person, filled: Filled): Promise<Problems> {
  const { question } = await considerNow(gateway, person, filled);
  return question ? policyProblems(gateway.policy(), question) : {};
}

async function tellLater(gateway: Gateway, body: ViewSubmitAction, answer: Answer): Promise<void> {
  if (answer.kind === 'asked') return;
  const about = builderAboutOf(body.view.private_metadata);
  const channel = about && placeOf(about, body)?.channel;
  if (channel === undefined) return;
  const message =
    answer.kind === 'told'
      ? answer.message
      : sentenceMessage(`I did not take what you asked for: ${Object.values(answer.errors).join(' ')}`);
  await tellPrivately(gateway, { channel, slackId: body.user.id }, message);
}

function telling({ blocks }: Message): types.ModalView {
  return { ...toldInstead(TITLE, ''), blocks };
}

function told(sentence: string): Answer {
  return { kind: 'told', message: sentenceMessage(sentence) };
}
