import { canonicalJson } from '../request/digest.ts';
import type { Grant } from './judge.ts';

/** The members of a grant that are told by their name alone. */
const NAMED: readonly (readonly [string, (grant: Grant) => unknown])[] = [
  ['how the image runs', ({ image: { alias: _alias, reference: _reference, ...how } }) => how],
  ['the profile', ({ profile }) => profile],
  ['who has to approve', ({ approvals, selfApproval }) => [approvals, selfApproval]],
  ['who else may run commands (alsoRun)', ({ alsoRun }) => alsoRun],
  ['how many denials end it', ({ denials }) => denials],
  ['who has to say why', ({ requireReason }) => requireReason],
  ['what holds in an emergency (breakGlass)', ({ breakGlass }) => breakGlass],
  ['the limits', ({ limits }) => limits],
];

/** In what a grant differs from one that was reviewed, in words that go on a sentence; none where they are equal. */
export function grantDifferences(reviewed: Grant, now: Grant): readonly string[] {
  if (canonicalJson(reviewed) === canonicalJson(now)) return [];
  if (reviewed.rule !== now.rule) return [`the rule "${now.rule}" decides it now, not "${reviewed.rule}"`];
  const { alias, reference } = reviewed.image;
  const image =
    alias === now.image.alias && reference === now.image.reference
      ? []
      : [`the image ${now.image.alias} is ${now.image.reference} now, not ${reference}`];
  const others = NAMED.filter(([, part]) => canonicalJson([part(reviewed)]) !== canonicalJson([part(now)]));
  const named =
    others.length === 0 ? [] : [`it says otherwise of ${others.map(([name]) => name).join(', ')}`];
  // Whatever else may differ must not pass for equal.
  return image.length + named.length > 0 ? [...image, ...named] : ['it gives something else'];
}
