import type { Cluster } from '../cluster.ts';
import { checkEventTime, eventErrors } from './event-validation.ts';
import type { Call, Handler, Reply } from './http.ts';
import { nameSuffix, newUid } from '../state/identifiers.ts';
import { listReply } from './lists.ts';
import type { ListedResource } from './lists.ts';
import { timestamp } from './objects.ts';
import { isObject, parseJson } from './patches.ts';
import { isDryRun } from './pods-api.ts';
import { alreadyExists, invalid, notFound } from './status.ts';
import type { PlainObject } from '../state/store.ts';
import { watchReply } from './watch.ts';

const eventsResource: ListedResource = {
  resource: 'events',
  kind: 'Event',
  apiVersion: 'v1',
  fields: [
    'metadata.name',
    'metadata.namespace',
    'reason',
    'type',
    'reportingComponent',
    ...['name', 'namespace', 'uid', 'kind', 'fieldPath'].map((field) => `involvedObject.${field}`),
  ],
};

function createEvent(cluster: Cluster, call: Call): Reply {
  const parsed = parseJson(call.body);
  const body = isObject(parsed) ? parsed : {};
  const metadata = isObject(body.metadata) ? body.metadata : {};
  const involved = isObject(body.involvedObject) ? body.involvedObject : {};
  const prefix = typeof metadata.generateName === 'string' ? metadata.generateName : '';
  const name = typeof metadata.name === 'string' ? metadata.name : `${prefix}${nameSuffix()}`;
  if (cluster.store.get('namespaces', undefined, call.namespace) === undefined) {
    throw notFound('namespaces', call.namespace);
  }
  checkEventTime(body);
  const errors = eventErrors(body, involved, call.namespace);
  if (errors.length > 0) throw invalid('Event', name, errors);
  if (cluster.store.get('events', call.namespace, name) !== undefined) throw alreadyExists('events', name);
  const event: PlainObject = {
    source: {},
    firstTimestamp: null,
    lastTimestamp: null,
    eventTime: null,
    reportingComponent: '',
    reportingInstance: '',
    ...body,
    kind: 'Event',
    apiVersion: 'v1',
    metadata: {
      name,
      ...(prefix === '' ? {} : { generateName: prefix }),
      namespace: call.namespace,
      uid: newUid(),
      resourceVersion: '',
      creationTimestamp: timestamp(cluster.now()),
    },
  };
  return { kind: 'json', status: 201, body: isDryRun(call) ? event : cluster.store.put('events', event) };
}

export function eventHandlers(cluster: Cluster): [string, Handler][] {
  return [
    ['events create', (call) => createEvent(cluster, call)],
    ['events list', (call) => listReply(cluster.store, call, eventsResource)],
    ['events watch', (call) => watchReply(cluster, call, eventsResource)],
    [
      'events get',
      (call) => {
        const event = cluster.store.get('events', call.namespace, call.name);
        if (event === undefined) throw notFound('events', call.name);
        return { kind: 'json', status: 200, body: event };
      },
    ],
  ];
}
