import type { Essence } from './essence.ts';
import { bodyEssence, faceless, stateEssence } from './essence.ts';

interface WatchEvent {
  type: string;
  object: {
    kind: string;
    metadata: { name: string; deletionTimestamp?: string; annotations?: Record<string, string> };
    status?: { phase?: string } & Record<string, { name: string; state: unknown }[] | string | undefined>;
  };
}

/** Consecutive equal values once. */
export function folded<Value>(values: Value[]): Value[] {
  const texts = values.map((value) => JSON.stringify(value));
  return values.filter((_value, at) => at === 0 || texts[at] !== texts[at - 1]);
}

/** A followed log: its lines, repetitions folded, as how many there are is a matter of time. */
export function linesEssence(lines: string[]): Essence {
  return folded(lines.map(faceless));
}

/**
 * A watch: for each object the sequence of event types with its phase, and for each of its containers the sequence of
 * states. How the kubelet bundles changes of several containers into one update is a matter of time, and so is a
 * bookmark other than the one that ends the initial list.
 */
export function watchEssence(events: unknown[]): Essence {
  const told = (events as WatchEvent[]).filter(
    ({ type, object }) => type !== 'BOOKMARK' || isInitialEnd(object),
  );
  const names = [...new Set(told.map(({ object }) => object.metadata.name ?? object.kind))];
  return names.map((name) => {
    const own = told.filter(({ object }) => (object.metadata.name ?? object.kind) === name);
    if (own.some(({ type }) => type === 'ERROR'))
      return own.map(({ type, object }) => [type, bodyEssence(object)]);
    const steps = own.map(({ type, object }) => [
      type,
      object.status?.phase,
      object.metadata.deletionTimestamp !== undefined,
    ]);
    return { name, steps: folded(steps), containers: containersEssence(own) };
  });
}

function isInitialEnd({ metadata }: WatchEvent['object']): boolean {
  return metadata.annotations?.['k8s.io/initial-events-end'] === 'true';
}

function containersEssence(events: WatchEvent[]): Essence {
  const seen = new Map<string, Essence[]>();
  for (const { object } of events) {
    for (const list of ['containerStatuses', 'ephemeralContainerStatuses']) {
      const statuses = object.status?.[list];
      for (const { name, state } of Array.isArray(statuses) ? statuses : []) {
        seen.set(name, [...(seen.get(name) ?? []), stateEssence(state)]);
      }
    }
  }
  const sorted = [...seen].toSorted(([one], [other]) => one.localeCompare(other));
  return sorted.map(([name, states]) => [name, folded(states)]);
}
