import type { IncomingMessage } from 'node:http';
import { badRequest } from './status.ts';

/** Whom a call asks to act as. */
export interface Impersonation {
  user: string;
  groups: string[];
}

/** One request, as an audit log would tell of it. */
export interface RequestRecord {
  at: Date;
  verb: string;
  path: string;
  userAgent: string;
  /** Whose token it carried; "" without a valid one. */
  user: string;
  /** Whom it asked to act as, whether it might or not. */
  impersonated?: Impersonation;
  /** 0 while it is not answered yet. */
  status: number;
}

/** How many requests are remembered. */
const rememberedRequests = 5000;

/** The last requests, oldest first. */
export class RequestLog {
  readonly records: RequestRecord[] = [];

  /** Remembers a request; its status is set later. */
  add(record: Omit<RequestRecord, 'status'>): RequestRecord {
    const kept = { ...record, status: 0 };
    this.records.push(kept);
    if (this.records.length > rememberedRequests) this.records.shift();
    return kept;
  }
}

/** The headers of impersonation; those of groups alone name nobody. */
export function impersonationOf(request: IncomingMessage): Impersonation | undefined {
  const [user = ''] = request.headersDistinct['impersonate-user'] ?? [];
  if (user === '') return undefined;
  return { user, groups: request.headersDistinct['impersonate-group'] ?? [] };
}

/** 400 for headers that say what somebody is to be besides a name, and no name (k8s.io/apiserver, impersonation.go). */
export function checkImpersonationHeaders(request: IncomingMessage): void {
  const { headersDistinct: headers } = request;
  const prefix = 'impersonate-extra-';
  const extra = Object.entries(headers).filter(([name]) => name.startsWith(prefix));
  const groups = headers['impersonate-group'] ?? [];
  const [uid = ''] = headers['impersonate-uid'] ?? [];
  if (impersonationOf(request) !== undefined || (groups.length === 0 && uid === '' && extra.length === 0))
    return;
  const list = (texts: readonly string[]): string =>
    `[]string{${texts.map((text) => JSON.stringify(text)).join(', ')}}`;
  const told = extra
    .map(([name, values = []]) => `"${name.slice(prefix.length)}":${list(values)}`)
    .join(', ');
  throw badRequest(
    `requested &user.DefaultInfo{Name:"", UID:"${uid}", Groups:${groups.length === 0 ? '[]string(nil)' : list(groups)}, Extra:map[string][]string${told === '' ? '(nil)' : `{${told}}`}} without impersonating a user name`,
  );
}
