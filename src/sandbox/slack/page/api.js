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

export function clickButton(personId, { channel, ts, actionId, blockId }) {
  return call(`${person(personId)}/click`, { channel, ts, actionId, ...(blockId ? { blockId } : {}) });
}

export function setMembership(personId, channelId, { member, who }) {
  return call(`${channel(personId, channelId)}/membership`, who ? { member, who } : { member });
}

export function eventsUrl(personId) {
  return `/sandbox/api/${person(personId)}/events`;
}

/** What a failed answer says, with its code for those who know Slack's. */
export function sentenceFor({ error, message }) {
  if (!message) return `That did not work (${error ?? 'unknown error'}).`;
  return error && error !== 'unreachable' ? `${message} (${error})` : message;
}
