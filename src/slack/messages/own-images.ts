import { ownRules, type OwnRule, type PolicyPlace } from '../../domain/policy/own-rules.ts';
import type { Policy } from '../../domain/policy/policy.ts';
import type { Person } from '../../domain/request/person.ts';
import { code, escaped, shortDigest, shortened } from '../text.ts';
import { context, type Message, section } from './blocks.ts';
import { asManyAsFit, noRule, notToldBlocks, placeText } from './policy-place.ts';

const REFERENCE_MOST = 280;
const RULES_MOST = 600;
const LOOK_MOST = 600;

/** The images that someone's rules give, in the policy's order: what each is, and what it does when no command is named. */
export function ownImages(policy: Policy, person: Person, place: PolicyPlace): Message {
  const { rules, unknown } = ownRules(policy, person, place);
  const theirs = Object.entries(policy.images).flatMap(([alias, image]) => {
    const under = rules.filter(({ rule }) => rule.images.includes(alias));
    return under.length === 0 ? [] : [imageText(alias, image, under)];
  });
  const { shown, left } = asManyAsFit(theirs);
  return {
    text: 'The images that you may use with /debug',
    blocks: [
      section(`*The images that you may use*${placeText(place)}`),
      ...(rules.length === 0 ? [section(noRule(place))] : shown.map((text) => section(text))),
      ...(left === 0
        ? []
        : [context(`${left} more are yours and too much for one message: name a NAMESPACE to see fewer.`)]),
      ...notToldBlocks(unknown),
    ],
  };
}

type Image = Policy['images'][string];

function imageText(
  alias: string,
  { image, mode, pullPolicy, firstLook }: Image,
  under: readonly OwnRule[],
): string {
  return [
    `*${escaped(alias)}*  ${code(shortened(shortDigest(image), REFERENCE_MOST))}`,
    `Under: ${rulesText(alias, under)}`,
    withoutCommand(mode, firstLook),
    ...(mode === 'exec' ? ['Never with `--entrypoint`'] : []),
    ...(pullPolicy === undefined ? [] : [`Pull: ${code(pullPolicy)}`]),
  ].join('\n');
}

function rulesText(alias: string, under: readonly OwnRule[]): string {
  const names = under.map(({ rule, may }) => {
    const notes = [
      ...(rule.images[0] === alias ? ['when you name no image'] : []),
      ...(may ? [] : ['only in an emergency']),
    ];
    return `${escaped(shortened(rule.name, 80))}${notes.length === 0 ? '' : ` (${notes.join(', ')})`}`;
  });
  return shortened(names.join(', '), RULES_MOST);
}

function withoutCommand(mode: Image['mode'], firstLook: Image['firstLook']): string {
  if (mode === 'entrypoint') return "Without a command: the image's own, as the container's own process";
  if (firstLook === undefined) return 'Without a command: the usual first look';
  return `Without a command: ${shortened(firstLook.map((each) => code(shortened(each, 120))).join(', '), LOOK_MOST)}`;
}
