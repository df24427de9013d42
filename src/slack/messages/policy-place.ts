import type { PolicyPlace } from '../../domain/policy/own-rules.ts';
import { code, escaped } from '../text.ts';
import { context, type KnownBlock, SECTION_MOST } from './blocks.ts';

/** All block text of a message together must stay under 13,200 characters, of which this much is for its parts. */
const PARTS_MOST = 11_000;
/** A message has at most 50 blocks. */
const MOST_PARTS = 40;

/** Where something holds, in words that go on a sentence; empty for everywhere. */
export function placeText({ cluster, namespace }: PolicyPlace): string {
  const parts = [
    ...(namespace === undefined ? [] : [`in the namespace ${code(namespace)}`]),
    ...(cluster === undefined ? [] : [`in the cluster ${code(cluster)}`]),
  ];
  return parts.length === 0 ? '' : ` ${parts.join(' ')}`;
}

/** What someone hears for whom there is no rule. */
export function noRule({ cluster, namespace }: PolicyPlace): string {
  return cluster === undefined && namespace === undefined
    ? 'No rule of the policy is for you, so whatever you ask for is refused: talk to whoever keeps the policy.'
    : 'No rule of the policy is for you there: `/debug policy` alone shows where there is one.';
}

/** Whoever is not told of a rule must know that there may be one. */
export function notToldBlocks(groups: readonly string[]): KnownBlock[] {
  if (groups.length === 0) return [];
  return [
    context(
      `:warning: Slack did not tell who is in ${escaped(groups.join(', '))}, so rules for them may be missing here: try again in a minute.`,
    ),
  ];
}

/** Of texts with a section each, as many as one message holds, from the first. */
export function asManyAsFit(texts: readonly string[]): {
  readonly shown: readonly string[];
  readonly left: number;
} {
  const shown: string[] = [];
  let length = 0;
  for (const text of texts) {
    length += Math.min(text.length, SECTION_MOST);
    if (length > PARTS_MOST || shown.length >= MOST_PARTS) break;
    shown.push(text);
  }
  return { shown, left: texts.length - shown.length };
}
