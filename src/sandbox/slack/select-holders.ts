import { personById } from './directory.ts';
import { messageHolder } from './elements/state-values.ts';
import { namedChannel } from './interaction-payload.ts';
import { allBlocks } from './messages.ts';
import { wireMessage } from './message-shapes.ts';
import type { MethodArguments } from './method-arguments.ts';
import { refusePerson } from './person-answers.ts';
import { actingIn } from './person-requests.ts';
import type { SelectHolder } from './suggestions.ts';
import { wireView } from './views/view-shape.ts';
import type { HttpReply } from './http.ts';
import type { Person } from './workspace.ts';
import type { World } from './world.ts';

type FoundHolder =
  { kind: 'holder'; holder: SelectHolder; person: Person } | { kind: 'refused'; reply: HttpReply };

/** The view or message with the select that a person types into: `viewId`, or `channel` and `ts`. */
export function selectHolder(userId: string | undefined, call: MethodArguments, world: World): FoundHolder {
  const viewId = call.text('viewId');
  return viewId === undefined ? inMessage(userId, call, world) : inView(userId, viewId, world);
}

function inView(userId: string | undefined, viewId: string, world: World): FoundHolder {
  const person = personById(world.workspace, userId ?? '');
  if (!person) return { kind: 'refused', reply: refusePerson('unknown_person') };
  const view = world.views.find(viewId);
  if (view?.userId !== person.id) return { kind: 'refused', reply: refusePerson('view_not_found') };
  const where = {
    container: { type: 'view', view_id: view.id },
    // What is filled in it does not tell (github.com/slackapi/java-slack-sdk/issues/1292).
    view: { ...wireView(view, world), state: { values: {} } },
  };
  return {
    kind: 'holder',
    person,
    holder: { id: view.id, userId: person.id, blocks: view.content.blocks, where },
  };
}

function inMessage(userId: string | undefined, call: MethodArguments, world: World): FoundHolder {
  const place = actingIn(userId, call.text('channel'), world);
  if (place.kind === 'refused') return place;
  const { person, channel } = place.acting;
  const message = world.messages.findVisible(channel.id, call.text('ts') ?? '', person.id);
  if (!message) return { kind: 'refused', reply: refusePerson('message_not_found') };
  const isEphemeral = message.visibleTo !== undefined;
  const where = {
    container: {
      type: 'message',
      message_ts: message.ts,
      channel_id: channel.id,
      is_ephemeral: isEphemeral,
    },
    channel: namedChannel(channel),
    ...(isEphemeral ? {} : { message: wireMessage(message, world) }),
  };
  const holder = { ...messageHolder(message, person.id), blocks: allBlocks(message), where };
  return { kind: 'holder', person, holder };
}
