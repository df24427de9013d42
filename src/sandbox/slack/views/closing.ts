import { interactionFields } from '../interaction-payload.ts';
import type { Person } from '../workspace.ts';
import type { World } from '../world.ts';
import type { View } from './view.ts';
import { wireView } from './view-shape.ts';

/**
 * Closes a modal, with `everything` the whole stack, and tells the app of each that asked for it
 * (recordings/slack/ViewClosedPayload.json). Nobody waits for the app.
 */
export function closeView(view: View, everything: boolean, person: Person, world: World): void {
  const isCleared = everything || view.content.clear_on_close;
  const gone = world.views.close(view, isCleared);
  world.feed.publish({ type: 'views_changed', about: person.id });
  for (const one of gone.filter(({ content }) => content.notify_on_close)) {
    world.deliveries.notice({
      type: 'view_closed',
      ...interactionFields(person, world),
      view: wireView(one, world),
      is_cleared: isCleared,
    });
  }
}
