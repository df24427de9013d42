import { anonymous } from '../recordings.ts';

type Plain = Record<string, unknown>;

/**
 * What is compared of a recorded answer and of a replayed one: everything that a client can rely on, up to ids, names
 * that were made up, addresses and times.
 */
export type Essence = unknown;

const isPlain = (value: unknown): value is Plain =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const plain = (value: unknown): Plain => (isPlain(value) ? value : {});
const list = (value: unknown): Plain[] => (Array.isArray(value) ? value.filter(isPlain) : []);

/** A text without ids, times, process ids other than 1, and lengths of waits. */
export function faceless(text: string): string {
  return anonymous(text)
    .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, 'TIME')
    .replaceAll(/[A-Z][a-z]{2} [ \d]\d \d\d:\d\d/g, 'DATE')
    .replaceAll(/back-off \w+ restarting/g, 'back-off SOME restarting')
    .replaceAll(/too old resource version: (\d+) \(\d+\)/g, 'too old resource version: $1 (OLDEST)')
    .replaceAll(/^ *(?!1 )\d+ root/gm, 'PID root')
    .replaceAll(/to ServiceAccount "(\w+)\/\w+"/g, 'to ServiceAccount "$1/NS"')
    .replaceAll(/to ServiceAccount \\"(\w+)\/\w+\\"/g, 'to ServiceAccount \\"$1/NS\\"');
}

/** A JSON body: a Status whole, a Pod by spec and status, lists by their items. */
export function bodyEssence(body: unknown): Essence {
  if (typeof body === 'string') return faceless(body);
  if (!isPlain(body)) return null;
  const { kind } = body;
  if (kind === 'Pod') return podEssence(body);
  if (kind === 'PodList') return { kind, ...pageEssence(body), items: list(body.items).map(podEssence) };
  if (kind === 'PartialObjectMetadataList') {
    const items = list(body.items).map((item) => [
      item.kind,
      item.apiVersion,
      Object.keys(plain(item.metadata)).includes('uid'),
    ]);
    return { kind, apiVersion: body.apiVersion, ...pageEssence(body), items };
  }
  if (kind === 'EventList')
    return {
      kind,
      items: [...new Set(list(body.items).map((one) => JSON.stringify(eventEssence(one))))].sort(),
    };
  if (kind === 'Event') return eventEssence(body);
  return JSON.parse(faceless(JSON.stringify(withoutBookkeeping(body))));
}

function pageEssence(page: Plain): Plain {
  const { remainingItemCount, continue: next } = plain(page.metadata);
  return { apiVersion: page.apiVersion, remainingItemCount, goesOn: typeof next === 'string' };
}

function withoutBookkeeping(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutBookkeeping);
  if (!isPlain(value)) return value;
  const left = Object.entries(value).filter(([key]) => key !== 'managedFields' && key !== 'resourceVersion');
  return Object.fromEntries(left.map(([key, inner]) => [key, withoutBookkeeping(inner)]));
}

function eventEssence(event: Plain): Plain {
  const { reason, message, type, involvedObject, source, action, reportingComponent } = event;
  const { kind, name, fieldPath } = plain(involvedObject);
  const component = plain(source).component;
  return {
    reason,
    message: messageEssence(message),
    type,
    component,
    action,
    reportingComponent,
    kind,
    name,
    fieldPath,
  };
}

/** A pod as it was asked for: what an answer to a PATCH is good for, as its status is a moment's. */
export function podSpecEssence(pod: unknown): Plain {
  const { metadata, spec } = plain(pod);
  const { name, namespace, generation, labels, deletionTimestamp } = plain(metadata);
  const { containers, ephemeralContainers = [], restartPolicy, nodeName, securityContext } = plain(spec);
  const ordinary = list(containers).map(({ name, image, command, args, securityContext }) => ({
    name,
    image,
    command,
    args,
    securityContext,
  }));
  return {
    metadata: { name, namespace, generation, labels, leaving: deletionTimestamp !== undefined },
    spec: {
      containers: ordinary,
      ephemeralContainers,
      restartPolicy,
      scheduled: nodeName !== undefined,
      securityContext,
    },
  };
}

function podEssence(pod: unknown): Plain {
  const status = plain(plain(pod).status);
  return {
    ...podSpecEssence(pod),
    status: {
      phase: status.phase,
      qosClass: status.qosClass,
      conditions: list(status.conditions).map(({ type, status: verdict, reason, message }) => ({
        type,
        verdict,
        reason,
        message: messageEssence(message),
      })),
      containers: list(status.containerStatuses).map(statusEssence),
      ephemeral: list(status.ephemeralContainerStatuses).map(statusEssence),
    },
  };
}

function statusEssence(status: Plain): Plain {
  const { name, state, lastState, ready, restartCount, image, imageID, containerID, started, user } = status;
  return {
    name,
    ready,
    image,
    started,
    user,
    state: stateEssence(state),
    lastState: stateEssence(lastState),
    restarted: Number(restartCount) > 0,
    imageID: faceless(String(imageID)),
    containerID: faceless(String(containerID)),
  };
}

const messageEssence = (message: unknown): string | undefined =>
  typeof message === 'string' ? faceless(message) : undefined;

/** Which state, and all of it but its times. */
export function stateEssence(state: unknown): Essence {
  const [entry] = Object.entries(plain(state));
  if (entry === undefined) return 'none';
  const [kind, inner] = entry;
  const { reason, message, exitCode } = plain(inner);
  return { kind, reason, exitCode, message: messageEssence(message) };
}
