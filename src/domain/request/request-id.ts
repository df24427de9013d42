import { createHash } from 'node:crypto';

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const LENGTH = 10;

/** The variable in a container's environment that tells of which request it is. Nobody can ask for it or set it in a profile. */
export const REQUEST_VARIABLE = 'KEYHOLE_REQUEST';

/** What a request id looks like: ten characters of Crockford's base 32 in lower case, 50 bits. */
export const REQUEST_ID = /^[0-9a-hjkmnp-tv-z]{10}$/;

/**
 * The id of the request that one slash command or choice makes. It is told from Slack's `trigger_id`, which is unique to
 * the command, so that an envelope delivered twice (the Socket Mode client does not filter them) asks once.
 */
export function requestIdFrom(origin: string): string {
  const hash = createHash('sha256').update(origin).digest();
  let id = '';
  for (let index = 0; index < LENGTH; index += 1) id += ALPHABET[(hash[index] ?? 0) & 31];
  return id;
}

/** The request's id in what someone typed: the id itself or the name of its container, in any case. */
export function requestIdIn(typed: string): string | undefined {
  const id = typed.toLowerCase().replace(/^keyhole-/, '');
  return REQUEST_ID.test(id) ? id : undefined;
}
