import type { Person } from '../domain/request/person.ts';
import type { Event, JournalEntry, Request } from '../domain/request/request.ts';
import { duration } from '../domain/quantities.ts';
import type { Review } from '../domain/policy/approval.ts';
import { verdictText } from '../domain/request/verdict-text.ts';
import { codeSpan, plain } from './markdown.ts';

/** Someone by name and by what tells them apart from others of that name. */
export function personText({ name, slackId }: Person): string {
  return `${plain(name)} (${slackId})`;
}

type EntryOf<Type extends Event['type']> = Extract<JournalEntry, { readonly type: Type }>;

type Texts = {
  readonly [Type in Event['type']]: (entry: EntryOf<Type>, request: Request) => string | undefined;
};

/** What each kind of entry says; undefined for what only Keyhole itself needs to know. */
const TEXTS: Texts = {
  asked: ({ requester, ask }) => `${personText(requester)} asked: ${codeSpan(`/debug ${ask.text}`)}`,
  refused: ({ sentence }) => `Refused: ${plain(sentence)}`,
  prepared: ({ plan }) => preparedText(plan.grant),
  'card-posted': () => undefined,
  reviewed: ({ review }) => reviewText(review, 'it'),
  reminded: () => 'Those who may decide were reminded',
  announced: () => 'The broken glass was announced',
  'review-asked': () => 'The review of the broken glass was asked for again',
  acknowledged: ({ by, note }) => `${personText(by)} reviewed the broken glass${saying(note)}`,
  cancelled: ({ by }) => `${personText(by)} cancelled it`,
  due: (_entry, { sentence }) => `Its time ran out${saying(sentence)}`,
  starting: () => 'A worker took it up',
  'container-added': () => 'The container was added to the pod',
  active: () => 'The container takes commands',
  'container-seen': () => undefined,
  'run-asked': ({ by, command }) => `${personText(by)} asked for another command: ${codeSpan(command.text)}`,
  'run-reviewed': ({ review, run }) => reviewText(review, `run ${run + 1}`),
  'run-stopped': ({ by, run }) => `${personText(by)} stopped run ${run + 1}`,
  'run-refused': ({ run, sentence }) => `Run ${run + 1} was not started: ${plain(sentence)}`,
  'extension-asked': ({ by }) => `${personText(by)} asked for more time`,
  'extension-reviewed': ({ review }) => reviewText(review, 'more time'),
  extended: ({ extension }, { extensions }) =>
    `The session was extended${lasting(extensions?.[extension]?.lasts)}`,
  'extension-failed': ({ sentence }) => `The session was not extended: ${plain(sentence)}`,
  'run-started': ({ run }, request) => `Run ${run + 1} started: ${codeSpan(titleOf(request, run))}`,
  'run-withdrawn': ({ run }) => `Run ${run + 1} never reached the cluster and waits for another worker`,
  'run-ended': ({ run, verdict }) =>
    `Run ${run + 1} ended: ${plain(verdictText(verdict))}${saying(sentenceOf(verdict))}`,
  ended: ({ outcome, by, sentence }) =>
    `Ended as ${outcome}${by ? ` by ${personText(by)}` : ''}${saying(sentence)}`,
  released: () => 'The container was told to end, or is gone',
};

/** What an entry of the journal says, as Markdown; undefined where it is of no interest to people. */
export function entryText<Type extends Event['type']>(
  entry: EntryOf<Type> & { readonly type: Type },
  request: Request,
): string | undefined {
  return TEXTS[entry.type](entry, request);
}

function preparedText({ rule, approvals, breakGlass }: NonNullable<Request['plan']>['grant']): string {
  const needs = approvals.map(({ count, from }) => `${count} of ${plain(from.join(' or '))}`).join(' and ');
  const by = `by the rule ${codeSpan(rule)}`;
  if (breakGlass) return `Allowed ${by} as a broken glass, to be reviewed afterwards`;
  return approvals.length === 0
    ? `Allowed ${by}, which takes no approval`
    : `Allowed ${by}, if ${needs} approve`;
}

function reviewText({ reviewer, decision, reason }: Review, what: string): string {
  return `${personText(reviewer)} ${decision === 'approve' ? 'approved' : 'denied'} ${what}${saying(reason)}`;
}

function lasting(seconds: number | undefined): string {
  return seconds === undefined ? '' : `, to ${duration(seconds * 1000)} in all`;
}

function titleOf({ runs }: Request, run: number): string {
  return runs[run]?.title ?? 'what is not in the record';
}

function sentenceOf(verdict: Extract<JournalEntry, { type: 'run-ended' }>['verdict']): string | undefined {
  return 'sentence' in verdict ? verdict.sentence : undefined;
}

function saying(text: string | undefined): string {
  return text === undefined ? '' : `: ${plain(text)}`;
}
