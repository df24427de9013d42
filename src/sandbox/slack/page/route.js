/** What the address says: who looks (one person or several side by side), at which channel (or "home" or "messages") and thread. */

/** {people: [ids], channelId, threadTs}, with the unknown left out and the first person and channel as the start. */
export function readRoute(search, workspace) {
  const query = new URLSearchParams(search);
  const known = new Set(workspace.people.map((person) => person.id));
  const asked = [...(query.get('people') ?? '').split(','), query.get('as')].filter((id) => known.has(id));
  const people = [...new Set(asked)].slice(0, 3);
  const apart = workspace.homeTab ? ['home', 'messages'] : ['messages'];
  const channelIds = [...workspace.channels.map((channel) => channel.id), ...apart];
  const channelId = channelIds.includes(query.get('channel')) ? query.get('channel') : channelIds[0];
  const threadTs = /^\d+\.\d+$/.test(query.get('thread') ?? '') ? query.get('thread') : undefined;
  return { people: people.length > 0 ? people : [workspace.people[0].id], channelId, threadTs };
}

/** Where a permalink to a message of this workspace leads; undefined for any other address. */
export function permalinkRoute(href) {
  const { origin, pathname, searchParams } = new URL(href, location.href);
  const [, channelId, seconds, fraction] = /^\/archives\/(\w+)\/p(\d+)(\d{6})$/.exec(pathname) ?? [];
  if (origin !== location.origin || !channelId) return undefined;
  return { channelId, threadTs: searchParams.get('thread_ts') ?? `${seconds}.${fraction}` };
}

/** The address of a route, relative to the page's own. */
export function routeUrl({ people, channelId, threadTs }) {
  const query = new URLSearchParams();
  if (people.length > 1) query.set('people', people.join(','));
  else query.set('as', people[0]);
  query.set('channel', channelId);
  if (threadTs) query.set('thread', threadTs);
  return `/?${query.toString().replaceAll('%2C', ',')}`;
}
