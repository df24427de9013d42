import type { ContainerState } from '../../domain/container/container-report.ts';
import type { Event, Verdict } from '../../domain/request/request.ts';
import type { PanelEntry } from '../../sandbox/slack/side-panel.ts';

/** A journal entry's event as a newcomer reads it: what happened, and the sentence that goes with it. */
export interface EventWords {
  readonly text: string;
  readonly more?: string;
  readonly tone: PanelEntry['tone'];
}

type Words = { readonly [Type in Event['type']]: (event: Extract<Event, { type: Type }>) => EventWords };

const WORDS: Words = {
  asked: ({ requester, ask }) => ({
    text: `@${requester.name} asked`,
    tone: 'quiet',
    ...(ask.reason !== undefined && { more: ask.reason }),
  }),
  refused: ({ sentence }) => ({ text: 'Refused', more: sentence, tone: 'bad' }),
  prepared: ({ plan, digest }) => ({
    text: `A worker found ${plan.pod.name}, and a dry run passed`,
    more: `plan ${digest.slice(0, 12)}`,
    tone: 'quiet',
  }),
  'card-posted': () => ({ text: 'The card is in the channel', tone: 'quiet' }),
  reviewed: ({ review }) => ({
    text: `@${review.reviewer.name} ${review.decision === 'approve' ? 'approved' : 'denied'}`,
    tone: review.decision === 'approve' ? 'good' : 'bad',
    ...(review.reason !== undefined && { more: review.reason }),
  }),
  reminded: () => ({ text: 'The approvers were reminded', tone: 'quiet' }),
  announced: () => ({ text: 'The broken glass was announced', tone: 'busy' }),
  'review-asked': () => ({ text: 'Its review was asked for again', tone: 'busy' }),
  acknowledged: ({ by, note }) => ({
    text: `@${by.name} reviewed it`,
    tone: 'good',
    ...(note !== undefined && { more: note }),
  }),
  cancelled: ({ by }) => ({ text: `@${by.name} cancelled`, tone: 'bad' }),
  due: () => ({ text: 'Its time ran out', tone: 'bad' }),
  starting: () => ({ text: 'A worker took the lease', tone: 'busy' }),
  'container-added': () => ({ text: 'The container was added to the pod', tone: 'busy' }),
  'run-started': ({ run }) => ({ text: `Run ${run + 1} was written down, then handed over`, tone: 'busy' }),
  'run-withdrawn': ({ run }) => ({ text: `Run ${run + 1} was never handed over`, tone: 'quiet' }),
  active: () => ({ text: 'The cluster took the command', tone: 'good' }),
  'run-asked': ({ by, command }) => ({
    text: `@${by.name} asked for another command`,
    more: command.text,
    tone: 'quiet',
  }),
  'run-reviewed': ({ run, review }) => ({
    text: `@${review.reviewer.name} ${review.decision === 'approve' ? 'approved' : 'denied'} run ${run + 1}`,
    tone: review.decision === 'approve' ? 'good' : 'bad',
    ...(review.reason !== undefined && { more: review.reason }),
  }),
  'run-stopped': ({ run, by }) => ({ text: `@${by.name} stopped run ${run + 1}`, tone: 'bad' }),
  'run-refused': ({ run, sentence }) => ({
    text: `Run ${run + 1} was refused`,
    more: sentence,
    tone: 'bad',
  }),
  'extension-asked': ({ by }) => ({ text: `@${by.name} asked for more time`, tone: 'busy' }),
  'extension-reviewed': ({ review }) => ({
    text: `@${review.reviewer.name} ${review.decision === 'approve' ? 'approved' : 'denied'} more time`,
    tone: review.decision === 'approve' ? 'good' : 'bad',
    ...(review.reason !== undefined && { more: review.reason }),
  }),
  extended: () => ({ text: 'The container was told, and the session lasts longer', tone: 'good' }),
  'extension-failed': ({ sentence }) => ({
    text: 'The session was not extended',
    more: sentence,
    tone: 'bad',
  }),
  'container-seen': ({ report }) => ({
    text: `The container is ${stateWords(report.state)}`,
    tone: 'quiet',
  }),
  'run-ended': ({ run, verdict }) => ({
    text: `Run ${run + 1} ${verdictWords(verdict)}`,
    tone: verdict.kind === 'exited' && verdict.code === 0 ? 'good' : 'bad',
    ...('sentence' in verdict && verdict.sentence !== undefined && { more: verdict.sentence }),
  }),
  ended: ({ outcome, sentence, by }) => ({
    text: `Ended: ${outcome}${by ? `, by @${by.name}` : ''}`,
    tone: outcome === 'completed' ? 'good' : 'bad',
    ...(sentence !== undefined && { more: sentence }),
  }),
  released: ({ report }) => ({
    text: report ? `The container is ${stateWords(report.state)}` : 'The container was told to end',
    tone: 'quiet',
  }),
};

export function eventWords(event: Event): EventWords {
  // Each event's words take their own kind of event; that the two belong together is what the table's type says.
  const words = WORDS[event.type] as (event: Event) => EventWords;
  return words(event);
}

function verdictWords(verdict: Verdict): string {
  switch (verdict.kind) {
    case 'exited':
      return `ended with exit code ${verdict.code}`;
    case 'could-not-start':
      return 'could not start';
    case 'timed-out':
      return 'ran into its time limit';
    case 'stopped':
      return 'was stopped';
    case 'unknown':
      return 'ended nobody knows how';
  }
}

function stateWords(state: ContainerState): string {
  switch (state.kind) {
    case 'unknown':
      return 'not told of yet';
    case 'waiting':
      return `waiting (${state.reason})`;
    case 'running':
      return 'running';
    case 'terminated':
      return `over, exit ${state.exitCode}`;
  }
}
