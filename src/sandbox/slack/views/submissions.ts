import { isRecord } from '../body-values.ts';
import type { Delivered } from '../deliveries.ts';
import { elementsOf } from '../elements/find-elements.ts';
import { readState } from '../elements/state-values.ts';
import type { Filled } from '../elements/state-values.ts';
import { interactionFields } from '../interaction-payload.ts';
import type { Person } from '../workspace.ts';
import type { World } from '../world.ts';
import { refuseInputs } from './input-rules.ts';
import { responseUrlsOf } from './response-urls-of.ts';
import type { View, ViewContent } from './view.ts';
import { readView } from './view-content.ts';
import { wireView } from './view-shape.ts';

export type SubmitOutcome =
  | { kind: 'closed' }
  | { kind: 'errors'; errors: Record<string, string> }
  | { kind: 'updated' | 'pushed'; view: View }
  | { kind: 'no-submit' }
  | { kind: 'no-such-choice' }
  | { kind: 'operation-timeout' }
  | { kind: 'dispatch-failed' }
  | { kind: 'invalid-response' };

/**
 * Submits a modal as its person: what Slack's client refuses the app never hears of; what the app answers with is done
 * (docs.slack.dev/surfaces/modals, "Updating and pushing modal views"). Without a good answer the modal stays.
 */
export async function submitView(
  view: View,
  filled: Filled,
  person: Person,
  world: World,
): Promise<SubmitOutcome> {
  const { content } = view;
  if (content.type !== 'modal' || !content.submit || content.submit_disabled) return { kind: 'no-submit' };
  const state = readState(elementsOf(content.blocks), filled, view.state, view, world);
  if (state.kind === 'no-such-choice') return state;
  const errors = refuseInputs(view, state.values);
  if (Object.keys(errors).length > 0) return { kind: 'errors', errors };
  view.state = state.values;
  const delivered = await world.deliveries.interaction({
    type: 'view_submission',
    ...interactionFields(person, world),
    trigger_id: world.triggers.issue(person.id),
    view: wireView(view, world),
    response_urls: responseUrlsOf(view, state.values, world),
  });
  const outcome = follow(delivered, view, world);
  world.feed.publish({ type: 'views_changed', about: person.id });
  return outcome;
}

function follow(delivered: Delivered, view: View, world: World): SubmitOutcome {
  if (delivered.kind === 'timed-out') return { kind: 'operation-timeout' };
  if (delivered.kind !== 'acked') return { kind: 'dispatch-failed' };
  return obey(isRecord(delivered.response) ? delivered.response : {}, view, world);
}

/** Does what the app answered; an answer without an action closes the modal. */
function obey(response: Record<string, unknown>, view: View, world: World): SubmitOutcome {
  const action = response['response_action'];
  if (action === undefined) return close(view, false, world);
  if (action === 'clear') return close(view, true, world);
  if (action === 'errors') return errorsOf(response['errors'], view);
  if (action === 'update' || action === 'push') return show(action, response['view'], view, world);
  return { kind: 'invalid-response' };
}

function close(view: View, whole: boolean, world: World): SubmitOutcome {
  world.views.close(view, whole);
  return { kind: 'closed' };
}

/** Errors stand at input blocks; an answer that names any other block is one that Slack cannot show. */
function errorsOf(given: unknown, view: View): SubmitOutcome {
  const entries = isRecord(given) ? Object.entries(given) : [];
  const inputs = view.content.blocks.filter((block) => block.type === 'input');
  const isShown = ([blockId, text]: [string, unknown]): boolean =>
    typeof text === 'string' && text !== '' && inputs.some((block) => block.block_id === blockId);
  if (entries.length === 0 || !entries.every(isShown)) return { kind: 'invalid-response' };
  return { kind: 'errors', errors: Object.fromEntries(entries) as Record<string, string> };
}

function show(action: 'update' | 'push', given: unknown, view: View, world: World): SubmitOutcome {
  const read = readView(given, 'modal');
  if (read.kind === 'refused') return { kind: 'invalid-response' };
  return action === 'update' ? update(read.content, view, world) : push(read.content, view, world);
}

function update(content: ViewContent, view: View, world: World): SubmitOutcome {
  // The person may have closed the modal while the app was thinking.
  if (!world.views.find(view.id)) return { kind: 'closed' };
  world.views.replace(view, content);
  return { kind: 'updated', view };
}

function push(content: ViewContent, view: View, world: World): SubmitOutcome {
  const pushed = world.views.push(view.userId, content);
  return pushed.kind === 'pushed' ? pushed : { kind: 'invalid-response' };
}
