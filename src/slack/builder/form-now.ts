import type { types } from '@slack/bolt';
import type { Policy } from '../../domain/policy/policy.ts';
import type { Person } from '../../domain/request/person.ts';
import type { Gateway } from '../gateway.ts';
import type { KnownBlock } from '../messages/blocks.ts';
import { BUILDER_FORM, type BuilderAbout, type Field, type Filled } from '../modals/builder-fields.ts';
import { builderForm } from '../modals/builder-form.ts';
import { builderPreview, nothingToPreview, previewOfWrong } from '../modals/builder-preview.ts';
import { toldInstead } from '../modals/form.ts';
import { WHO_ARE_YOU } from '../private-reply.ts';
import { readForm } from './asked-for.ts';
import { ANY_REASON, consider, type Considered } from './consider.ts';
import { listedPods } from './listed-pods.ts';
import { visiblePods } from './visible-pods.ts';

export const TITLE = 'Debug a pod';
const WHERE =
  'Say where the pod is, then this tells which rule applies and who will be asked. What you may do where is in `/debug policy`.';

/** The form as it should be now, for someone and with what they have filled in. Throws `redis-failed`. */
export async function formNow(
  gateway: Gateway,
  { slackId, about, filled }: { slackId: string; about: BuilderAbout; filled: Filled },
): Promise<types.ModalView> {
  const person = await gateway.people(slackId);
  if (!person) return toldInstead(TITLE, WHO_ARE_YOU);
  const considered = await considerNow(gateway, person, filled);
  return builderForm({ about, ...considered, preview: previewOf(gateway.policy(), considered) });
}

function previewOf(policy: Policy, { question, filled }: Considered): KnownBlock[] {
  if (!question) return nothingToPreview(WHERE);
  // What is still to be chosen is not wrong yet.
  const reading = readForm({ ...filled, target: filled.target ?? 'pod/a' });
  if (reading.kind === 'wrong') return previewOfWrong(Object.values(reading.problems));
  return builderPreview(policy, { ...question, reason: question.reason ?? ANY_REASON });
}

/** What someone can choose and what their choice comes to, by the policy of this moment and the pods as last listed. */
export async function considerNow(gateway: Gateway, person: Person, filled: Filled): Promise<Considered> {
  const policy = gateway.policy();
  const at = gateway.now();
  const first = consider({ policy, person, at }, filled);
  const { question } = first;
  if (!question) return first;
  const { cluster, namespace } = question;
  // Asked for at once, so that it is there when someone begins to type.
  const list = await listedPods(gateway, { person, cluster, namespace }, 0);
  if (list?.kind !== 'pods') return first;
  const pods = visiblePods({ policy, person, cluster, at, namespace }, list.pods, gateway.now);
  return consider({ policy, person, at, pods }, filled);
}

/** The fields that mean something else once another was changed. */
const BELOW: Readonly<Partial<Record<Field, readonly Field[]>>> = {
  // Names of namespaces mean little in another cluster.
  cluster: ['namespace', 'target', 'container'],
  namespace: ['target', 'container'],
  target: ['container'],
};

/** What is filled in once one field was changed: what depends on it is open again. */
export function afterChange(changed: Field | undefined, filled: Filled): Filled {
  const open = (changed && BELOW[changed]) ?? [];
  return Object.fromEntries(Object.entries(filled).filter(([field]) => !open.some((each) => each === field)));
}

/** What is shown until it is known who opened the form. */
export function formToCome(about: BuilderAbout): types.ModalView {
  return {
    ...toldInstead(TITLE, 'Looking up what you may ask for…'),
    callback_id: BUILDER_FORM,
    private_metadata: JSON.stringify(about),
  };
}
