import type { types } from '@slack/bolt';
import { WORKLOAD_KINDS } from '../../domain/asking/ask.ts';
import type { ListedPod } from '../../requests/pod-lists.ts';
import { beginning } from '../text.ts';

/** Slack takes a menu of 100 options, each with 75 characters of text and of description, and a value of 150. */
export const MOST_OPTIONS = 100;
const TEXT_MOST = 75;
const VALUE_MOST = 150;
/** Workloads are few and come first; pods get what they leave. */
const MOST_WORKLOADS = 20;

export type Option = types.PlainTextOption;
/** What a menu that asks the app is answered with. */
export type Suggestions =
  | { readonly options: Option[] }
  | { readonly option_groups: { label: types.PlainTextElement; options: Option[] }[] };

/** What is chosen by an option that only says something. */
export const NOTHING = 'none';

export function option(value: string, text = value, description?: string): Option {
  return {
    text: plain(inTheMiddle(text, TEXT_MOST)),
    value: beginning(value, VALUE_MOST),
    ...(description !== undefined && { description: plain(beginning(description, TEXT_MOST)) }),
  };
}

/** Whether a value is short enough for an option. */
export function isChoosable(value: string): boolean {
  return value.length <= VALUE_MOST;
}

/** The options of a menu of its own; values that are too long for one are left out. */
export function options(values: readonly string[]): Option[] {
  return values
    .filter(isChoosable)
    .slice(0, MOST_OPTIONS)
    .map((value) => option(value));
}

/** How a target reads that stands in the form as `pod/api-0` or `deployment/api`. */
export function targetOption(target: string): Option {
  return option(target, target.replace(/^pod\//, ''));
}

/** A menu that has nothing to choose but says why. */
export function onlySaying(text: string, description?: string): Suggestions {
  return { options: [option(NOTHING, text, description)] };
}

/**
 * What there is to choose of some pods: their workloads, then the pods: those of `first`, then those that most need a look.
 * Where the list of them is cut, what was typed may be the beginning of one that is missing.
 */
export function targetSuggestions(
  { pods, cut }: { readonly pods: readonly ListedPod[]; readonly cut: boolean },
  query: string,
  first: readonly string[],
): Suggestions {
  const wanted = query.trim().toLowerCase();
  const fits = (name: string) => name.includes(wanted);
  const workloads = workloadsOf(pods)
    .filter(({ target }) => fits(target))
    .slice(0, MOST_WORKLOADS);
  const isLate = ({ pod }: ListedPod) => Number(!first.includes(pod.name));
  const single = pods
    .filter(({ pod }) => fits(pod.name) && isChoosable(`pod/${pod.name}`))
    .toSorted((a, b) => isLate(a) - isLate(b) || byNeed(a, b));
  const typed = cut && wanted !== '' && isChoosable(`pod/${wanted}`) ? [wanted] : [];
  const podOptions = [
    ...typed.map((name) => option(`pod/${name}`, name, 'the pod whose name begins so')),
    ...single.map((each) => option(`pod/${each.pod.name}`, each.pod.name, standing(each))),
  ].slice(0, MOST_OPTIONS - workloads.length);
  const groups = [
    { label: plain('Workloads: the pod that most needs a look'), options: workloads.map(workloadOption) },
    { label: plain('Pods'), options: podOptions },
  ].filter((group) => group.options.length > 0);
  return groups.length === 0 ? { options: [] } : { option_groups: groups };
}

interface Workload {
  readonly target: string;
  readonly pods: number;
  readonly ready: number;
}

function workloadOption({ target, pods, ready }: Workload): Option {
  return option(target, target, `${pods} ${pods === 1 ? 'pod' : 'pods'}, ${ready} ready`);
}

/** The workloads that own some of the pods and can be asked for, in the order of their names. */
function workloadsOf(pods: readonly ListedPod[]): readonly Workload[] {
  const workloads = new Map<string, Workload>();
  for (const { pod, ready } of pods) {
    const [kind = '', name = ''] = (pod.owner ?? '').split(' ');
    if (!WORKLOAD_KINDS.some((each) => each === kind.toLowerCase())) continue;
    const target = `${kind.toLowerCase()}/${name}`;
    if (!isChoosable(target)) continue;
    const before = workloads.get(target) ?? { target, pods: 0, ready: 0 };
    workloads.set(target, { target, pods: before.pods + 1, ready: before.ready + Number(ready) });
  }
  return [...workloads.values()].toSorted((a, b) => (a.target < b.target ? -1 : 1));
}

function standing({ phase, ready, restarts }: ListedPod): string {
  const told = restarts === 0 ? 'no restarts' : `${restarts} ${restarts === 1 ? 'restart' : 'restarts'}`;
  return `${phase}, ${ready ? 'ready' : 'not ready'}, ${told}`;
}

function byNeed(a: ListedPod, b: ListedPod): number {
  return Number(a.ready) - Number(b.ready) || b.restarts - a.restarts || (a.pod.name < b.pod.name ? -1 : 1);
}

/** Pods of one workload differ at the end of their names. */
function inTheMiddle(text: string, most: number): string {
  if (text.length <= most) return text === '' ? ' ' : text;
  const tail = 24;
  return `${beginning(text, most - tail - 1)}…${text.slice(-tail).replace(/^[\uDC00-\uDFFF]/, '')}`;
}

function plain(text: string): types.PlainTextElement {
  return { type: 'plain_text', text, emoji: false };
}
