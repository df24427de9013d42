import type { Cluster } from './cluster.ts';
import type { Call, Handler, Reply, ResponseStream } from './http.ts';
import type { ContainerLog, LogLine } from './logs.ts';
import type { Pod } from './objects.ts';
import { podOf } from './pods-api.ts';
import { badRequest, invalid } from './status.ts';

/** All containers of a pod by name, ordinary ones first. */
export function containerNames(pod: Pod): string[] {
  const all = [
    ...(pod.spec.initContainers ?? []),
    ...pod.spec.containers,
    ...(pod.spec.ephemeralContainers ?? []),
  ];
  return all.map((container) => container.name);
}

/** The container that a call means, with the server's refusals (recordings/kubernetes/logs.json). */
export function chosenContainer(pod: Pod, asked: string | null): string {
  const names = containerNames(pod);
  const { name } = pod.metadata;
  if (asked !== null && asked !== '') {
    if (names.includes(asked)) return asked;
    throw badRequest(`container ${asked} is not valid for pod ${name}`);
  }
  const [only] = names;
  if (only !== undefined && names.length === 1) return only;
  throw badRequest(`a container name must be specified for pod ${name}, choose one of: [${names.join(' ')}]`);
}

interface LogOptions {
  follow: boolean;
  timestamps: boolean;
  tailLines: number | undefined;
  limitBytes: number | undefined;
  since: Date | undefined;
}

function numberOption(call: Call, name: string, least: number): number | undefined {
  const text = call.query.get(name);
  if (text === null || text === '') return undefined;
  const value = Number(text);
  if (!Number.isInteger(value)) throw badRequest(`strconv.ParseInt: parsing "${text}": invalid syntax`);
  if (value < least) {
    const message = `Invalid value: ${value}: must be greater than or equal to ${least}`;
    throw invalid('PodLogOptions', call.name, [{ field: name, reason: 'FieldValueInvalid', message }]);
  }
  return value;
}

function optionsOf(call: Call, now: Date): LogOptions {
  const seconds = numberOption(call, 'sinceSeconds', 1);
  const sinceTime = call.query.get('sinceTime');
  const since =
    seconds === undefined
      ? sinceTime === null
        ? undefined
        : new Date(sinceTime)
      : new Date(now.getTime() - seconds * 1000);
  return {
    follow: call.query.get('follow') === 'true',
    timestamps: call.query.get('timestamps') === 'true',
    tailLines: numberOption(call, 'tailLines', 0),
    limitBytes: numberOption(call, 'limitBytes', 1),
    since,
  };
}

function lineText(line: LogLine, options: LogOptions): string {
  const stamp = options.timestamps ? `${line.at.toISOString().replace('Z', '000000Z')} ` : '';
  return `${stamp}${line.text}\n`;
}

function firstLines(log: ContainerLog, options: LogOptions): { lines: LogLine[]; next: number } {
  const { lines, next } = log.from(0);
  const recent =
    options.since === undefined ? lines : lines.filter((line) => line.at >= (options.since ?? line.at));
  const tail =
    options.tailLines === undefined
      ? recent
      : options.tailLines === 0
        ? []
        : recent.slice(-options.tailLines);
  return { lines: tail, next };
}

async function follow(
  log: ContainerLog,
  options: LogOptions,
  stream: ResponseStream,
  signal: AbortSignal,
): Promise<void> {
  let { lines, next } = firstLines(log, options);
  let left = options.limitBytes ?? Number.POSITIVE_INFINITY;
  while (!signal.aborted && left > 0) {
    const bytes = Buffer.from(lines.map((line) => lineText(line, options)).join(''), 'utf8').subarray(
      0,
      left,
    );
    left -= bytes.length;
    if (bytes.length > 0) await stream.write(bytes);
    if (log.isClosed && log.from(next).lines.length === 0) return;
    if (log.from(next).lines.length === 0) await log.changed(signal);
    ({ lines, next } = log.from(next));
  }
}

function waitingText(reason: string | undefined): string {
  const pulls = ['ErrImagePull', 'ImagePullBackOff'];
  if (reason !== undefined && pulls.includes(reason)) return "image can't be pulled";
  return reason ?? 'ContainerCreating';
}

function readLog(cluster: Cluster, call: Call): Reply {
  const pod = podOf(cluster, call);
  const name = chosenContainer(pod, call.query.get('container'));
  const options = optionsOf(call, cluster.now());
  if (pod.spec.nodeName === undefined) return { kind: 'empty', status: 204 };
  const container = cluster.runtime.find(pod.metadata.uid, name);
  const statuses = [
    ...(pod.status.containerStatuses ?? []),
    ...(pod.status.ephemeralContainerStatuses ?? []),
  ];
  const status = statuses.find((one) => one.name === name);
  if (call.query.get('previous') === 'true' && status?.lastState.terminated === undefined) {
    throw badRequest(`previous terminated container "${name}" in pod "${pod.metadata.name}" not found`);
  }
  const waiting = status?.state.waiting;
  const failedToRun = waiting?.reason === 'RunContainerError';
  if (
    status === undefined ||
    (waiting !== undefined && status.lastState.terminated === undefined && !failedToRun)
  ) {
    const why = waitingText(waiting?.reason);
    throw badRequest(`container "${name}" in pod "${pod.metadata.name}" is waiting to start: ${why}`);
  }
  const log = container?.log;
  return {
    kind: 'stream',
    contentType: 'text/plain',
    run: async (stream) => {
      if (log === undefined) return;
      if (options.follow) return follow(log, options, stream, call.signal);
      const text = firstLines(log, options)
        .lines.map((line) => lineText(line, options))
        .join('');
      await stream.write(Buffer.from(text, 'utf8').subarray(0, options.limitBytes));
    },
  };
}

export function logHandlers(cluster: Cluster): [string, Handler][] {
  return [['pods/log get', (call) => readLog(cluster, call)]];
}
