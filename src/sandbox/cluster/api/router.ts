import type { Cluster } from '../cluster.ts';
import { discoveryDocument, servedResources } from './discovery.ts';
import { eventHandlers } from './events-api.ts';
import type { Call, Handler, Reply } from './http.ts';
import { logHandlers } from './logs-api.ts';
import { checkDiscoveryTypes, checkMediaTypes } from './media-types.ts';
import { namespaceHandlers } from './namespaces-api.ts';
import { isObject, parseJson } from './patches.ts';
import { podCreationHandlers } from './pod-creation.ts';
import { podHandlers } from './pods-api.ts';
import { refusalText } from './rbac.ts';
import type { Rbac } from './rbac.ts';
import type { RequestInfo } from './request-info.ts';
import { reviewHandlers } from './reviews.ts';
import { StatusError, badRequest, forbidden, methodNotAllowed, noSuchResource } from './status.ts';
import { workloadHandlers } from './workloads-api.ts';

/** Health checks that need no rights. */
const healthPaths = new Set(['/healthz', '/livez', '/readyz']);

/** Where no group or path of that name is. */
const pageNotFound: Reply = { kind: 'text', status: 404, body: '404 page not found\n' };

type PathInfo = Extract<RequestInfo, { kind: 'path' }>;

/** Finds what answers a call, after asking RBAC; throws the StatusError of a refusal. */
export class Router {
  private readonly handlers: Map<string, Handler>;
  private readonly rbac: Rbac;

  constructor(cluster: Cluster) {
    this.rbac = cluster.rbac;
    this.handlers = new Map([
      ...podHandlers(cluster),
      ...podCreationHandlers(cluster),
      ...logHandlers(cluster),
      ...eventHandlers(cluster),
      ...namespaceHandlers(cluster),
      ...workloadHandlers(cluster),
      ...reviewHandlers(cluster),
    ]);
  }

  answer(info: RequestInfo, call: Call, serverAddress: string): Reply | Promise<Reply> {
    if (info.kind === 'path') {
      return this.answerPath(info, call, serverAddress);
    }
    authorizeCall(this.rbac, info, call);
    const full = info.subresource === '' ? info.resource : `${info.resource}/${info.subresource}`;
    const served = servedResources.some((one) => one.name === full && one.group === info.group);
    if (!servedResources.some(({ group }) => group === info.group)) return pageNotFound;
    if (!served || info.version !== 'v1') throw noSuchResource();
    const handler = this.handlers.get(`${full} ${info.verb}`);
    if (full === 'pods/exec' && ['get', 'create'].includes(info.verb)) {
      throw badRequest('Upgrade request required');
    }
    if (handler === undefined || (info.verb === 'create' && info.name !== '' && info.subresource === '')) {
      throw methodNotAllowed();
    }
    checkMediaTypes(call, full);
    if (info.verb === 'create' && info.namespace !== undefined) checkNamespace(call);
    return handler(call);
  }

  /** What is no resource: health and discovery. */
  private answerPath(info: PathInfo, call: Call, serverAddress: string): Reply {
    const path = info.path.replace(/(.)\/$/, '$1');
    if (!this.rbac.mayVisit(call.user, info.verb, info.path)) {
      const message = `forbidden: User "${call.user.name}" cannot ${info.verb} path "${info.path}"`;
      throw new StatusError(403, 'Forbidden', message, {});
    }
    if (healthPaths.has(path)) return { kind: 'text', status: 200, body: 'ok' };
    const document = discoveryDocument(path, serverAddress);
    if (document === undefined) {
      const [, prefix, group] = path.split('/');
      const known = prefix === 'apis' && servedResources.some((one) => one.group === group);
      if (prefix !== 'api' && !known) return pageNotFound;
      throw noSuchResource();
    }
    if (info.verb !== 'get') throw methodNotAllowed();
    checkDiscoveryTypes(call, path);
    return { kind: 'json', status: 200, body: document };
  }
}

/** 400 for an object of another namespace than its path's. */
function checkNamespace(call: Call): void {
  const body = parseJson(call.body);
  const metadata = isObject(body) && isObject(body.metadata) ? body.metadata : {};
  const { namespace } = metadata;
  if (typeof namespace !== 'string' || namespace === '' || namespace === call.namespace) return;
  throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
}

/** 403 in the words of RBAC (recordings/kubernetes/authorization-errors.json). */
export function authorizeCall(
  rbac: Rbac,
  info: Extract<RequestInfo, { kind: 'resource' }>,
  call: Call,
): void {
  if (rbac.authorize(call.user, info).allowed) return;
  throw forbidden(info.resource, info.name, refusalText(call.user, info), info.group);
}

/** 403 for acting as somebody else without the right (recordings/kubernetes/authorization-errors.json). */
export function checkImpersonation(info: RequestInfo, call: Call): void {
  if (call.mayImpersonate) return;
  if (info.kind === 'path') throw forbidden('users', '', `User "${call.user.name}" cannot impersonate`);
  const verb = `impersonate-on:user-info:${info.verb}`;
  throw forbidden(info.resource, info.name, refusalText(call.user, { ...info, verb }), info.group);
}
