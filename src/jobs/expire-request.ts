import type { Requests } from '../requests/requests.ts';
import type { Processor } from './workers.ts';

/** Ends a request whose time has run out. The record decides whether it has: the timer only says when to look. */
export function expireRequest(requests: Requests): Processor {
  return async (requestId) => {
    await requests.change(requestId, { type: 'due' });
  };
}
