import { approved } from '../policy/approval.ts';
import { change, type EventOf, refuse, type Transition } from './changing.ts';
import { isDue } from './due.ts';
import { type Extension, extensionToGive, isUnderWay, lastsNext, mayBeExtended } from './extension.ts';
import { samePerson } from './person.ts';
import type { Request } from './request.ts';

/** Someone wants an open session to last longer; whether they may was judged before. One at a time. */
export function extensionAsked(
  request: Request,
  { by, needs }: EventOf<'extension-asked'>,
  now: number,
): Transition {
  if (isDue(request, now)) return refuse('too-late');
  const { extensions = [] } = request;
  if (extensions.some(isUnderWay)) return refuse('asked-already');
  if (!mayBeExtended(request)) return refuse('not-extendable');
  const decision = approved(needs, []) ? ({ decision: 'approved' } as const) : {};
  return change(request, {
    extensions: [...extensions, { by, askedAt: now, needs, reviews: [], ...decision }],
  });
}

/** Someone approves or denies it. As with a request their last word stands, and as many denials end it. */
export function extensionReviewed(
  request: Request,
  { extension: index, review }: EventOf<'extension-reviewed'>,
  now: number,
): Transition {
  const extension = request.extensions?.[index];
  if (!extension || extension.decision) return refuse('not-next');
  if (isDue(request, now)) return refuse('too-late');
  const before = extension.reviews.find(({ reviewer }) => samePerson(reviewer, review.reviewer));
  if (before?.decision === review.decision) return refuse('already-reviewed');
  const others = extension.reviews.filter(({ reviewer }) => !samePerson(reviewer, review.reviewer));
  const reviews = [...others, review];
  const denials = reviews.filter(({ decision }) => decision === 'deny').length;
  if (denials >= (request.plan?.grant.denials ?? 1))
    return withExtension(request, index, { ...extension, reviews, decision: 'denied' });
  const decision = approved(extension.needs, reviews) ? ({ decision: 'approved' } as const) : {};
  return withExtension(request, index, { ...extension, reviews, ...decision });
}

/** The container knows of it: only now the session lasts longer, counted from its start. */
export function extended(
  request: Request,
  { extension: index }: EventOf<'extended'>,
  now: number,
): Transition {
  const extension = request.extensions?.[index];
  const lasts = lastsNext(request);
  if (!extension || extensionToGive(request) !== index || lasts === undefined) return refuse('not-next');
  if (isDue(request, now) || request.startedAt === undefined) return refuse('too-late');
  const given = withExtension(request, index, { ...extension, lasts });
  if (given.kind === 'refused') return given;
  return { ...given, request: { ...given.request, dueAt: request.startedAt + lasts * 1000 } };
}

/** The worker judged it anew, or could not tell the container: the time that was stands. */
export function extensionFailed(
  request: Request,
  { extension: index, sentence }: EventOf<'extension-failed'>,
): Transition {
  const extension = request.extensions?.[index];
  if (!extension || extensionToGive(request) !== index) return refuse('not-next');
  return withExtension(request, index, { ...extension, sentence });
}

function withExtension(request: Request, index: number, extension: Extension): Transition {
  return change(request, { extensions: (request.extensions ?? []).with(index, extension) });
}
