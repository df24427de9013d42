import type { OutgoingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';
import type { Identity } from '../../domain/request/plan.ts';
import { quoteAtEnd } from '../failures/quote.ts';

/** The headers by which an API server takes a call for another user's, each group in one of its own. */
export interface ImpersonationHeaders {
  readonly 'Impersonate-User': string;
  readonly 'Impersonate-Group'?: readonly string[];
}

/** Printable ASCII without blanks at its ends: anything else would be another name, or another header, at the server. */
const HEADER_VALUE = /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/;

/** What no person is called: Kubernetes keeps this beginning for its own accounts and groups. */
const RESERVED = /^system:/i;

/** An identity that a call can bear. */
export interface Impersonation {
  readonly identity: Identity;
  readonly headers: ImpersonationHeaders;
}

/**
 * Whether calls can be made as this identity. Not as a user or group that a header cannot carry, nor as a user of
 * Kubernetes' own: names of users come from outside, those of groups from the policy.
 */
export function impersonationOf(
  identity: Identity,
):
  | { readonly kind: 'fit'; readonly impersonation: Impersonation }
  | { readonly kind: 'unfit'; readonly sentence: string } {
  const { user, groups } = identity;
  const unfit = [user, ...groups].find((name) => !HEADER_VALUE.test(name));
  if (unfit !== undefined || RESERVED.test(user)) {
    return {
      kind: 'unfit',
      sentence: `Nobody can act in a cluster as "${quoteAtEnd(unfit ?? user)}", which is no name for a person or group there: correct the address in the Slack profile, or the groups in the policy.`,
    };
  }
  const headers = { 'Impersonate-User': user, ...(groups.length > 0 && { 'Impersonate-Group': groups }) };
  return { kind: 'fit', impersonation: { identity, headers } };
}

/** The same connections, with the headers on each call. Below `fetch`, which would join several groups into one. */
export function impersonating(dispatcher: Dispatcher, headers: ImpersonationHeaders): Dispatcher {
  return dispatcher.compose((dispatch) => (options, handler) => {
    const own = options.headers ?? {};
    if (Symbol.iterator in own) throw new TypeError('Headers of a call are not a record');
    return dispatch({ ...options, headers: withIdentity(own, headers) }, handler);
  });
}

/** Puts the identity in the place of any that a kubeconfig sets. */
export function withIdentity(
  headers: OutgoingHttpHeaders,
  identity: ImpersonationHeaders,
): OutgoingHttpHeaders {
  const others = Object.entries(headers).filter(([name]) => !/^impersonate-/i.test(name));
  const groups = identity['Impersonate-Group'];
  return {
    ...Object.fromEntries(others),
    'Impersonate-User': identity['Impersonate-User'],
    ...(groups && { 'Impersonate-Group': [...groups] }),
  };
}
