import { announceHomeOpened } from './app-events.ts';
import { isRecord } from './body-values.ts';
import { personById } from './directory.ts';
import type { Filled } from './elements/state-values.ts';
import { json } from './http.ts';
import type { HttpReply, HttpRequest, Route } from './http.ts';
import { openDirectMessage } from './membership.ts';
import type { MethodArguments } from './method-arguments.ts';
import { refusePerson } from './person-answers.ts';
import { actingIn, argumentsOf, clickReply, OUTCOME_ERRORS, useOf } from './person-requests.ts';
import { selectHolder } from './select-holders.ts';
import { runGlobalShortcut, runMessageShortcut } from './shortcuts.ts';
import { suggest } from './suggestions.ts';
import { closeView } from './views/closing.ts';
import { submitView } from './views/submissions.ts';
import { actInView } from './views/view-actions.ts';
import { wireView } from './views/view-shape.ts';
import type { View } from './views/view.ts';
import type { Person } from './workspace.ts';
import type { World } from './world.ts';

/** What Slack's client shows in a modal whose submission the app did not answer well. */
const TROUBLE = 'We had some trouble connecting. Try again?';

type Viewing = { person: Person; view: View; call: MethodArguments };
type Handler = (viewing: Viewing, world: World) => HttpReply | Promise<HttpReply>;

/** The part of the person API about modals, the Home tab, menus and shortcuts. */
export function personViewRoutes(world: World): Route[] {
  const people = '/sandbox/api/people/:userId';
  const post = (pattern: string, handle: Route['handle']): Route => ({
    method: 'POST',
    pattern: `${people}/${pattern}`,
    handle,
  });
  const inView = (handle: Handler): Route['handle'] => {
    return async (request) => {
      const person = personById(world.workspace, request.params['userId'] ?? '');
      if (!person) return refusePerson('unknown_person');
      const view = world.views.find(request.params['viewId'] ?? '');
      if (view?.userId !== person.id) return refusePerson('view_not_found');
      return handle({ person, view, call: await argumentsOf(request) }, world);
    };
  };
  return [
    { method: 'GET', pattern: `${people}/views`, handle: (request) => readViews(request, world) },
    post('views/:viewId/act', inView(act)),
    post('views/:viewId/submit', inView(submit)),
    post('views/:viewId/close', inView(close)),
    post('home', (request) => openHome(request, world)),
    post('shortcut', (request) => shortcut(request, world)),
    post('suggest', (request) => suggestOptions(request, world)),
  ];
}

function readViews(request: HttpRequest, world: World): HttpReply {
  const person = personById(world.workspace, request.params['userId'] ?? '');
  if (!person) return refusePerson('unknown_person');
  const modal = world.views.topOf(person.id);
  const home = world.views.homeOf(person.id);
  return json({
    ok: true,
    ...(modal ? { modal: wireView(modal, world) } : {}),
    ...(home ? { home: wireView(home, world) } : {}),
  });
}

async function act({ person, view, call }: Viewing, world: World): Promise<HttpReply> {
  return clickReply(await actInView(useOf(call), filledOf(call), view, person, world));
}

async function submit({ person, view, call }: Viewing, world: World): Promise<HttpReply> {
  const outcome = await submitView(view, filledOf(call), person, world);
  switch (outcome.kind) {
    case 'closed':
      return json({ ok: true, kind: 'closed' });
    case 'errors':
      return json({ ok: true, ...outcome });
    case 'updated':
    case 'pushed':
      return json({ ok: true, kind: outcome.kind, view: wireView(outcome.view, world) });
    case 'no-submit':
    case 'no-such-choice':
      return refusePerson(OUTCOME_ERRORS[outcome.kind]);
    case 'operation-timeout':
    case 'dispatch-failed':
    case 'invalid-response':
      return refusePerson(OUTCOME_ERRORS[outcome.kind], TROUBLE);
  }
}

function close({ person, view, call }: Viewing, world: World): HttpReply {
  if (view.content.type !== 'modal') return refusePerson('view_not_found');
  closeView(view, call.flag('all'), person, world);
  return json({ ok: true });
}

async function openHome(request: HttpRequest, world: World): Promise<HttpReply> {
  const person = personById(world.workspace, request.params['userId'] ?? '');
  if (!person) return refusePerson('unknown_person');
  const tab = (await argumentsOf(request)).text('tab') === 'messages' ? 'messages' : 'home';
  const { channel } = openDirectMessage(person.id, world);
  announceHomeOpened(person.id, tab, channel, world);
  return json({ ok: true, channel: channel.id });
}

async function shortcut(request: HttpRequest, world: World): Promise<HttpReply> {
  const call = await argumentsOf(request);
  const person = personById(world.workspace, request.params['userId'] ?? '');
  if (!person) return refusePerson('unknown_person');
  const kind = call.has('ts') ? 'message' : 'global';
  const found = world.manifest.shortcuts.find(
    (one) => one.callbackId === call.text('callbackId') && one.kind === kind,
  );
  if (!found) return refusePerson('shortcut_not_found');
  if (kind === 'global') return clickReply(await runGlobalShortcut(found, person, world));
  const place = actingIn(person.id, call.text('channel'), world);
  if (place.kind === 'refused') return place.reply;
  const { channel } = place.acting;
  const message = world.messages.findVisible(channel.id, call.text('ts') ?? '', person.id);
  if (!message || message.visibleTo !== undefined) return refusePerson('message_not_found');
  return clickReply(await runMessageShortcut(found, message, person, channel, world));
}

async function suggestOptions(request: HttpRequest, world: World): Promise<HttpReply> {
  const call = await argumentsOf(request);
  const holder = selectHolder(request.params['userId'], call, world);
  if (holder.kind === 'refused') return holder.reply;
  const { value: _none, ...named } = useOf(call);
  const asked = { ...named, query: call.text('query') ?? '' };
  const suggested = await suggest(asked, holder.holder, holder.person, world);
  return suggested.kind === 'options'
    ? json({ ok: true, ...suggested.answer, options: suggested.options })
    : refusePerson(OUTCOME_ERRORS[suggested.kind]);
}

/** What is filled in: `values` by block_id and action_id. Anything else counts as nothing. */
function filledOf(call: MethodArguments): Filled {
  const given = call.json('values');
  if (given.kind !== 'value' || !isRecord(given.value)) return {};
  const blocks = Object.entries(given.value).flatMap(([blockId, inside]) =>
    isRecord(inside) ? [[blockId, inside] as const] : [],
  );
  return Object.fromEntries(blocks);
}
