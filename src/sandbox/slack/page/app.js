/** Starts the page: reads the workspace and keeps top, side and views in step with the address. */
import { getWorkspace, sentenceFor } from './api.js';
import { makeDirectory } from './directory.js';
import { el, oncePerFrame } from './dom.js';
import { makePanel } from './panel.js';
import { switcher, youAre } from './people.js';
import { permalinkRoute, readRoute, routeUrl } from './route.js';
import { makeSidebar } from './sidebar.js';
import { makeTopbar } from './topbar.js';
import { makeView } from './view.js';

const RETRY_MS = 2000;
/** From here on there is room for the panel beside a channel and a thread. */
const ROOM_FOR_PANEL = '(min-width: 1400px)';
const root = document.getElementById('app');
const announcer = document.getElementById('announcer');

async function start() {
  const answer = await getWorkspace();
  if (answer.ok) {
    run(answer);
    return;
  }
  root.replaceChildren(el('p', { class: 'boot' }, sentenceFor(answer)));
  setTimeout(() => void start(), RETRY_MS);
}

function makeMemory() {
  const histories = new Map();
  return {
    drafts: new Map(),
    historyOf: (personId) => {
      if (!histories.has(personId)) histories.set(personId, []);
      return histories.get(personId);
    },
  };
}

function run(workspace) {
  let directory = makeDirectory(workspace);
  let route = readRoute(location.search, workspace);
  let views = [];
  let isPanelOpen = matchMedia(ROOM_FOR_PANEL).matches;
  const memory = makeMemory();
  const stage = el('main', { class: 'stage' });
  const topbar = makeTopbar({
    be: (id) => go({ people: [id], ...(directory.maySee(route.channelId, id) ? {} : elsewhere()) }),
    compare: (people) => go({ people }),
    toggleMenu: () => root.classList.toggle('menu-open'),
    togglePanel,
  });
  const sidebar = makeSidebar({
    chooseChannel: (channelId) => go({ channelId, threadTs: undefined }),
    fill: (text) => {
      root.classList.remove('menu-open');
      views[0]?.fill(text);
    },
  });
  const { panel: panelOffered } = workspace;
  const panel = panelOffered && makePanel({ title: panelOffered.title, close: togglePanel });
  const scrim = el('div', { class: 'scrim', onclick: () => root.classList.remove('menu-open') });
  const drawSide = oncePerFrame(() =>
    sidebar.update({
      directory,
      people: route.people,
      channelId: route.channelId,
      isUnread: (channelId) => views.some((view) => view.isUnread(channelId)),
      hasAppNews: () => views.some((view) => view.isUnread(directory.messagesOf(view.personId)?.id)),
      isConnected: views.every((view) => view.isConnected()),
    }),
  );

  function togglePanel() {
    isPanelOpen = !isPanelOpen;
    show();
    if (isPanelOpen) panel.focus();
    else topbar.element.querySelector('[data-focus="panel"]').focus();
  }

  function elsewhere() {
    return { channelId: directory.workspace.channels[0].id, threadTs: undefined };
  }

  function go(change) {
    route = { ...route, ...change };
    const url = routeUrl(route);
    if (url !== `${location.pathname}${location.search}`) history.pushState(undefined, '', url);
    root.classList.remove('menu-open');
    show();
  }

  function show() {
    const kept = new Map(views.map((view) => [view.personId, view]));
    views = route.people.map((id) => kept.get(id) ?? newView(id));
    for (const view of kept.values()) if (!views.includes(view)) view.stop();
    if (
      views.some((view, index) => stage.children[index] !== view.element) ||
      stage.children.length !== views.length
    )
      stage.replaceChildren(...views.map((view) => view.element));
    stage.classList.toggle('is-comparing', views.length > 1);
    for (const view of views) {
      view.head.replaceChildren(...(views.length > 1 ? viewHead(view.personId) : []));
      view.show(route);
    }
    topbar.update({ directory, people: route.people, isPanelOpen });
    panel?.update({ isOpen: isPanelOpen, place: route });
    drawSide();
    const title = directory.placeName(route.channelId);
    document.title = `${title} · ${directory.workspace.team.name} · as ${directory.user(route.people[0]).name}`;
  }

  /** Beside others, each view says whose it is and can become somebody else's. */
  function viewHead(personId) {
    const choose = (id) =>
      go({ people: route.people.map((old) => (old === personId ? id : old === id ? personId : old)) });
    return [
      youAre(directory.user(personId)),
      switcher(directory, { current: personId, choose, label: 'Be somebody else in this column' }),
    ];
  }

  function newView(personId) {
    const view = makeView({
      personId,
      directory: () => directory,
      memory,
      openThread: (threadTs) => {
        go({ threadTs });
        if (threadTs) view.focusThread();
      },
      openPlace: (channelId) => go({ channelId, threadTs: undefined }),
      announce: (text) => (announcer.textContent = text),
      workspaceChanged: () => void refresh(),
      drawn: drawSide,
    });
    return view;
  }

  async function refresh() {
    const answer = await getWorkspace();
    if (!answer.ok) return;
    directory = makeDirectory(answer);
    for (const view of views) view.show(route);
    drawSide();
  }

  // A permalink opens here, as the same person, and not in a new page.
  stage.addEventListener('click', (event) => {
    const href = event.target.closest('a[href]')?.href;
    const target = href && !event.ctrlKey && !event.metaKey ? permalinkRoute(href) : undefined;
    if (!target || !directory.channel(target.channelId)) return;
    event.preventDefault();
    go(target);
  });
  addEventListener('popstate', () => {
    route = readRoute(location.search, directory.workspace);
    show();
  });
  root.replaceChildren(topbar.element, sidebar.element, scrim, stage, panel?.element ?? '');
  show();
}

void start();
