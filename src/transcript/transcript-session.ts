import { duration, size } from '../domain/quantities.ts';
import type { Plan } from '../domain/request/plan.ts';
import type { JournalEntry, Request, Run } from '../domain/request/request.ts';
import type { KeptSession, RunOutput } from './kept-session.ts';
import { codeSpan, fenced, plain, utc } from './markdown.ts';
import { asFile } from './output-text.ts';
import { entryText, personText } from './transcript-entry.ts';

const NOTHING = 'It printed nothing.';

/** One request in Markdown: what it was about, and all that happened in its order, outputs among it. */
export function sessionText({ request, journal, outputs }: KeptSession): string {
  const happened = journal.flatMap((entry) => {
    const text = entryText(entry, request);
    const line = text === undefined ? [] : [`- ${utc(entry.at)} ${text}`];
    return [...line, ...blocksOf(entry, request, outputs)];
  });
  const running = request.runs.flatMap((run, index) =>
    run.startedAt !== undefined && run.endedAt === undefined ? stillRunning(index, outputs.get(index)) : [],
  );
  return [
    ...facts(request).map((fact) => `- ${fact}`),
    '\n### What happened\n',
    ...happened,
    ...running,
  ].join('\n');
}

function facts(request: Request): readonly string[] {
  const { requester, askedAt, ask, cluster, plan, warnings } = request;
  return [
    `Asked by: ${personText(requester)}, ${utc(askedAt)}`,
    ...(ask.reason === undefined ? ['Reason: none was given'] : [`Reason: ${plain(ask.reason)}`]),
    ...(plan ? planFacts(plan) : [`Cluster: ${codeSpan(cluster)}`]),
    ...warnings.map((warning) => `Warning: ${plain(warning)}`),
    `Now: ${standing(request)}`,
  ];
}

function planFacts(plan: Plan): readonly string[] {
  const { pod, cluster, namespace, target, container, grant, reused, actAs } = plan;
  const owner = pod.owner === undefined ? '' : ` of ${plain(pod.owner)}`;
  const into = target === undefined ? '' : `, looks into ${codeSpan(target.name)}`;
  return [
    `Pod: ${codeSpan(pod.name)}${owner} on the node ${codeSpan(pod.node)}`,
    `Where: cluster ${codeSpan(cluster)}, namespace ${codeSpan(namespace)}`,
    `Container: ${codeSpan(container.name)}${reused ? ', which ran already' : ''}${into}`,
    `Image: ${codeSpan(grant.image.alias)}, ${codeSpan(container.image)}; profile ${codeSpan(grant.profile.name)}`,
    ...(actAs === undefined ? [] : [`In the cluster as: ${codeSpan(actAs.user)}`]),
  ];
}

function standing({ state, outcome, endedBy, endedAt, sentence }: Request): string {
  if (state !== 'ended') return state;
  const by = endedBy ? ` by ${personText(endedBy)}` : '';
  const at = endedAt === undefined ? '' : `, ${utc(endedAt)}`;
  return `${outcome ?? 'ended'}${by}${at}${sentence === undefined ? '' : `: ${plain(sentence)}`}`;
}

/** What needs more room than a line: a long command before it runs, and what it printed. */
function blocksOf(
  entry: JournalEntry,
  { runs, plan }: Request,
  outputs: KeptSession['outputs'],
): readonly string[] {
  if (entry.type === 'run-started') {
    const run = runs[entry.run];
    const text = run?.followUp?.text ?? plan?.runs[entry.run]?.text ?? run?.title ?? '';
    return text === run?.title && !text.includes('\n') ? [] : block(fenced(text, 'sh'));
  }
  const run = entry.type === 'run-ended' ? runs[entry.run] : undefined;
  if (entry.type !== 'run-ended' || !run) return [];
  return block([counts(run), outputText(outputs.get(entry.run))].filter((each) => each !== '').join('\n\n'));
}

function stillRunning(index: number, output: RunOutput | undefined): readonly string[] {
  return block(`Run ${index + 1} has not ended. The end of what it printed so far:\n\n${outputText(output)}`);
}

function block(text: string): readonly string[] {
  return ['', text, ''];
}

function counts({ tookMs, output }: Run): string {
  const redactions = output?.redactions ?? 0;
  const cut = output?.cutBytes ?? 0;
  return [
    ...(tookMs === undefined ? [] : [`Took ${duration(tookMs)}.`]),
    ...(redactions > 0 ? [`${redactions} ${redactions === 1 ? 'secret' : 'secrets'} redacted.`] : []),
    ...(cut > 0 ? [`Only the beginning was kept: ${size(cut)} more were cut off.`] : []),
  ].join(' ');
}

function outputText(output: RunOutput | undefined): string {
  switch (output?.kind) {
    case 'kept':
      return keptText(asFile(output.segments));
    case 'gone':
      return 'What it printed is kept no longer.';
    case 'left-out':
      return `What it printed (${size(output.bytes)}) is left out, as this would become too big: it is in the thread.`;
    case undefined:
      return NOTHING;
  }
}

function keptText(text: string): string {
  return text === '' ? NOTHING : fenced(text);
}
