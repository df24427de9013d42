import { refuse, refuseWithMessages } from '../answers.ts';
import type { Answer } from '../answers.ts';
import { personById } from '../directory.ts';
import type { MethodArguments } from '../method-arguments.ts';
import { RATES } from '../rate-limits.ts';
import type { View, ViewContent } from '../views/view.ts';
import { viewArgument } from '../views/view-content.ts';
import { wireView } from '../views/view-shape.ts';
import type { MethodTable } from '../web-api.ts';
import type { World } from '../world.ts';

const common = { token: 'bot', scopes: [], rate: RATES.tier4 } as const;

/** Modals and the Home tab. The error words are those of docs.slack.dev/reference/methods/views.open and its neighbours. */
export const viewMethods: MethodTable = {
  'views.open': { ...common, run: open },
  'views.push': { ...common, run: push },
  'views.update': { ...common, run: update },
  'views.publish': { ...common, run: publish },
};

function open(call: MethodArguments, world: World): Answer {
  return withTrigger(call, world, (userId, content) => shown(world.views.open(userId, content), world));
}

function push(call: MethodArguments, world: World): Answer {
  return withTrigger(call, world, (userId, content) => {
    const pushed = world.views.push(userId, content);
    return pushed.kind === 'pushed' ? shown(pushed.view, world) : refuse(pushed.error);
  });
}

/** The trigger id is used up only by a view that Slack accepts. */
function withTrigger(
  call: MethodArguments,
  world: World,
  show: (userId: string, content: ViewContent) => Answer,
): Answer {
  const triggerId = call.text('trigger_id');
  if (!triggerId) return missing('trigger_id');
  const read = viewArgument(call, 'modal');
  if (read.kind === 'refused') return read.answer;
  const { content } = read;
  if (world.views.findByExternalId(content.external_id)) return refuse('duplicate_external_id');
  const redeemed = world.triggers.redeem(triggerId);
  return redeemed.kind === 'refused' ? refuse(redeemed.error) : show(redeemed.userId, content);
}

function update(call: MethodArguments, world: World): Answer {
  const id = call.text('view_id');
  const externalId = call.text('external_id');
  if (!id && !externalId) return missing('view_id');
  const view = id ? world.views.find(id) : world.views.findByExternalId(externalId ?? '');
  if (!view) return refuse('not_found');
  const read = viewArgument(call, view.content.type);
  if (read.kind === 'refused') return read.answer;
  return replaceWith(read.content, view, call, world);
}

function publish(call: MethodArguments, world: World): Answer {
  const userId = call.text('user_id');
  if (!userId) return missing('user_id');
  const read = viewArgument(call, 'home');
  if (read.kind === 'refused') return read.answer;
  if (!world.manifest.homeTab) return refuse('not_enabled');
  if (!personById(world.workspace, userId)) return refuse('user_not_found');
  const known = world.views.homeOf(userId);
  if (known) return replaceWith(read.content, known, call, world);
  if (world.views.findByExternalId(read.content.external_id)) return refuse('duplicate_external_id');
  return shown(world.views.publishHome(userId, read.content), world);
}

function replaceWith(content: ViewContent, view: View, call: MethodArguments, world: World): Answer {
  const hash = call.text('hash');
  if (hash && hash !== view.hash) return refuse('hash_conflict');
  const namesake = world.views.findByExternalId(content.external_id);
  if (namesake && namesake !== view) return refuse('duplicate_external_id');
  world.views.replace(view, content);
  return shown(view, world);
}

function shown(view: View, world: World): Answer {
  world.feed.publish({ type: 'views_changed', about: view.userId });
  return { ok: true, view: wireView(view, world) };
}

function missing(field: string): Answer {
  return refuseWithMessages('invalid_arguments', [`missing required field: ${field}`]);
}
