import type { types } from '@slack/bolt';
import { context, type KnownBlock } from '../messages/blocks.ts';
import { BUILDER_FORM, type BuilderAbout, type Field, type Filled } from './builder-fields.ts';
import {
  channel,
  choice,
  command,
  input,
  lookup,
  type Parts,
  plain,
  reason,
  snippets,
} from './builder-inputs.ts';
import { options } from './builder-options.ts';

/** What can be chosen, for whoever fills the form in and with what they have filled in so far. */
export interface Offer {
  /** Empty where there is only one. */
  readonly clusters: readonly string[];
  readonly containers: readonly string[];
  readonly images: readonly string[];
  readonly profiles: readonly string[];
  /** Saved commands. */
  readonly snippets: readonly string[];
  /** Time spans, shortest first. */
  readonly durations: readonly string[];
  readonly wantsReason: boolean;
}

export interface BuilderForm {
  readonly about: BuilderAbout;
  readonly filled: Filled;
  readonly offer: Offer;
  /** What applies to what is filled in. */
  readonly preview: readonly KnownBlock[];
}

/**
 * The form that asks for a debug container. A block whose choices depend on other fields has an id of them, so that Slack
 * forgets what was chosen there when they change, and keeps it when they don't.
 */
export function builderForm({ about, filled, offer, preview }: BuilderForm): types.ModalView {
  const place = [filled.cluster ?? '', filled.namespace ?? ''];
  const menu = (field: Field, label: string, values: readonly string[], more: Partial<Parts> = {}) =>
    options(values).length === 0
      ? []
      : [input(field, label, choice(field, values, filled), { of: values, ...more })];
  return {
    type: 'modal',
    callback_id: BUILDER_FORM,
    title: plain('Debug a pod'),
    submit: plain('Ask'),
    close: plain('Cancel'),
    private_metadata: JSON.stringify(about),
    blocks: [
      ...(about.channel === undefined ? [channel()] : []),
      ...menu('cluster', 'Cluster', offer.clusters, { asks: true }),
      input('namespace', 'Namespace', lookup('namespace', 'Choose or type one', filled), {
        of: place.slice(0, 1),
        asks: true,
      }),
      input('target', 'Workload or pod', lookup('target', 'Type a part of its name', filled), {
        of: place,
        asks: true,
      }),
      ...foundNote(about.found),
      ...menu('container', 'Container to look into', offer.containers, {
        of: [...place, filled.target ?? '', ...offer.containers],
        isOptional: true,
        hint: 'Without one, its default container.',
      }),
      ...menu('image', 'Image', offer.images, { asks: true }),
      ...menu('profile', 'Profile', offer.profiles, {
        asks: true,
        isOptional: true,
        hint: 'Without one, the one with the fewest rights that will do.',
      }),
      ...snippets(offer.snippets, about.turn),
      command(filled.command, about.turn),
      ...menu('duration', 'For how long', offer.durations, {
        asks: true,
        isOptional: true,
        hint: 'Without one, as long as the rule gives.',
      }),
      reason(filled.reason, offer.wantsReason),
      ...preview,
      context('All that can be typed after `/debug` stands in `/debug help`.'),
    ],
  };
}

function foundNote(found: readonly string[]): KnownBlock[] {
  if (found.length < 2) return [];
  return [context(`The message tells of ${found.length} pods: the others are offered when you type there.`)];
}
