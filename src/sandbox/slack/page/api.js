/** The sandbox's person API: what a person can see and do. Every answer has `ok`; failures carry `error` and `message`. */

async function call(path, body) {
  const options =
    body === undefined
      ? {}
      : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  let response;
  try {
    response = await fetch(`/sandbox/api/${path}`, options);
  } catch {
    return unreachable();
  }
  try {
    return await response.json();
  } catch {
    return {
      ok: false,
      error: `http_${response.status}`,
      message: `The sandbox answered ${response.status}.`,
    };
  }
}

function unreachable() {
  return {
    ok: false,
    error: 'unreachable',
    message: 'The sandbox does not answer. Check that it still runs in your terminal.',
  };
}

const person = (personId) => `people/${encodeURIComponent(personId)}`;
const channel = (personId, channelId) => `${person(personId)}/channels/${encodeURIComponent(channelId)}`;

export function getWorkspace() {
  return call('workspace');
}

export function getMessages(personId, channelId) {
  return call(`${channel(personId, channelId)}/messages`);
}

/** Sends a message or, when the text starts with "/", a slash command. */
export function typeText(personId, { channel, text, threadTs }) {
  return call(`${person(personId)}/type`, threadTs ? { channel, text, threadTs } : { channel, text });
}

/** Presses a button of a message, or chooses `value` in one of its menus. */
export function clickElement(personId, { channel, ts, actionId, blockId, value }) {
  return call(`${person(personId)}/click`, { channel, ts, actionId, blockId, value });
}

/** {modal, home}: what this person has before them. */
export function getViews(personId) {
  return call(`${person(personId)}/views`);
}

const view = (personId, viewId) => `${person(personId)}/views/${encodeURIComponent(viewId)}`;

export function actInView(personId, viewId, { actionId, blockId, value, values }) {
  return call(`${view(personId, viewId)}/act`, { actionId, blockId, value, values });
}

export function submitView(personId, viewId, values) {
  return call(`${view(personId, viewId)}/submit`, { values });
}

export function closeView(personId, viewId, all) {
  return call(`${view(personId, viewId)}/close`, { all });
}

/** What the app offers in an external select: that of a view, or of a message in a channel. */
export function suggestOptions(personId, { viewId, channel, ts, actionId, blockId, query }) {
  return call(`${person(personId)}/suggest`, { viewId, channel, ts, actionId, blockId, query });
}

/** Looks at the app's "home" or "messages" tab; the answer tells the conversation with it. */
export function openHome(personId, tab) {
  return call(`${person(personId)}/home`, { tab });
}

/** Runs a shortcut: that of a message when `channel` and `ts` are told, else a global one. */
export function runShortcut(personId, { callbackId, channel, ts }) {
  return call(`${person(personId)}/shortcut`, { callbackId, channel, ts });
}

export function setMembership(personId, channelId, { member, who }) {
  return call(`${channel(personId, channelId)}/membership`, who ? { member, who } : { member });
}

/** Tells {sections} or {sentence}, whole, whenever it differs; what follows the address is in side-panel.ts. */
export function panelEventsUrl({ channelId, threadTs }) {
  const query = new URLSearchParams({ channel: channelId, ...(threadTs && { thread: threadTs }) });
  return `/sandbox/api/panel/events?${query}`;
}

export function eventsUrl(personId) {
  return `/sandbox/api/${person(personId)}/events`;
}

/** What a failed answer says, with its code for those who know Slack's. */
export function sentenceFor({ error, message }) {
  if (!message) return `That did not work (${error ?? 'unknown error'}).`;
  return error && error !== 'unreachable' ? `${message} (${error})` : message;
}
