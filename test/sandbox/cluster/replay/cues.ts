import { recording } from '../recordings.ts';
import type { Exchange } from '../recordings.ts';
import { openedEarly } from './scenes.ts';

/** One exchange of a recording that is to be played. */
export interface Cue {
  recording: string;
  /** Its number in the recording, from 0. */
  index: number;
  /** Its note, else its path; unique in the recording. */
  name: string;
  one: Exchange;
}

export const keyOf = ({ recording, name }: Pick<Cue, 'recording' | 'name'>): string => `${recording}/${name}`;

/** The exchanges of a recording in the order in which they began. */
export function cuesOf(name: string): Cue[] {
  const names = new Set<string>();
  const cues = recording(name).map((exchange, index): Cue => {
    const one = adapted(exchange);
    const called = one.note ?? one.request.path;
    const unique = names.has(called) ? `${called} (${index})` : called;
    names.add(unique);
    return { recording: name, index, name: unique, one };
  });
  const startOf = (cue: Cue): number =>
    cue.index - (openedEarly[keyOf(cue)] ?? 0) - (keyOf(cue) in openedEarly ? 0.5 : 0);
  return cues.sort((a, b) => startOf(a) - startOf(b));
}

/**
 * The same with sleeps of 5 to 59 seconds in scripts cut to a fifth, and with another name for a group that has rights in
 * every sandbox cluster; in requests and answers alike.
 */
function adapted(one: Exchange): Exchange {
  const text = JSON.stringify(one)
    .replaceAll('"sre"', '"sre-elsewhere"')
    .replaceAll(/sleep( |%20)(\d+)(?!\d)/g, (whole, gap: string, seconds: string) =>
      Number(seconds) >= 5 && Number(seconds) < 60 ? `sleep${gap}${Number(seconds) / 5}` : whole,
    );
  return JSON.parse(text) as Exchange;
}

interface Named {
  metadata: { namespace: string; name: string; uid: string };
}

/** The uids of the recorded pods: uid, then namespace/name. */
export function recordedUids(recordings: string[]): [string, string][] {
  const bodies = recordings.flatMap((name) => recording(name).map(({ response }) => response.body));
  const pods = bodies.filter(
    (body): body is Named => (body as { kind?: string } | undefined)?.kind === 'Pod',
  );
  return pods.map(({ metadata }) => [metadata.uid, `${metadata.namespace}/${metadata.name}`]);
}
