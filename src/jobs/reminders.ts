import type { Requests } from '../requests/requests.ts';
import type { Processor } from './workers.ts';

/** Has those who may decide reminded before a request expires. The record decides whether it still waits for them. */
export function remindReviewers(requests: Requests): Processor {
  return async (requestId) => {
    await requests.change(requestId, { type: 'reminded' });
  };
}

/** Has the review of a broken glass asked for again. The record decides whether it is still wanted. */
export function askForReview(requests: Requests): Processor {
  return async (requestId) => {
    await requests.change(requestId, { type: 'review-asked' });
  };
}
