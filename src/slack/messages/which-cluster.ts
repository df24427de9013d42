import type { Ask } from '../../domain/asking/ask.ts';
import { nearestWord } from '../../domain/asking/nearest-word.ts';
import type { Message } from './blocks.ts';
import { notUnderstood } from './not-understood.ts';

/** What an ask is told that names no cluster where there are several, or one that is not there. `names`: those there are. */
export function whichCluster(names: readonly string[], { cluster, text }: Ask): Message {
  const all = names.join(', ');
  if (cluster === undefined) {
    return notUnderstood(`Which cluster? Add \`--cluster\` with one of: ${all}.`, text);
  }
  const nearest = nearestWord(cluster, names);
  const there = nearest === undefined ? `There are: ${all}.` : `Did you mean ${nearest}?`;
  return notUnderstood(`There is no cluster ${cluster}. ${there}`, text);
}
