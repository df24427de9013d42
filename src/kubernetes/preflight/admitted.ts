import { isDeepStrictEqual } from 'node:util';
import type { V1EphemeralContainer, V1Pod } from '@kubernetes/client-node';
import type { DebugContainer } from '../../domain/container/debug-container.ts';

/** What an API server sets by itself (k8s.io/kubernetes/pkg/apis/core/v1/defaults.go), besides the pull policy. */
const DEFAULTED = ['terminationMessagePath', 'terminationMessagePolicy'];

/** A sentence where the cluster's answer to the dry run has another container than the one that was asked for. Pure. */
export function admissionWarnings({ spec }: V1Pod, asked: DebugContainer): readonly string[] {
  const admitted = spec?.ephemeralContainers?.find(({ name }) => name === asked.name);
  const fields = admitted ? changedFields(asked, admitted) : [];
  if (fields.length === 0) return [];
  // No values: what is added may be a secret.
  return [
    `The cluster changes the debug container as it is added, by an admission webhook or policy: it will differ from what is shown here in ${listed(fields)}.`,
  ];
}

/** The fields that differ, those of an object each by itself, such as `securityContext.runAsUser`. Pure. */
export function changedFields(asked: DebugContainer, admitted: V1EphemeralContainer): readonly string[] {
  const ignored = [...DEFAULTED, ...(asked.imagePullPolicy === undefined ? ['imagePullPolicy'] : [])];
  const [before, after] = [entriesOf(asked), entriesOf(admitted)];
  return namesIn(before, after)
    .filter((name) => !ignored.includes(name))
    .flatMap((name) => {
      // There alone `false` says something that absence does not.
      const isSaid = name === 'securityContext';
      return within(name, plain(before[name], isSaid), plain(after[name], isSaid));
    });
}

function within(name: string, before: unknown, after: unknown): readonly string[] {
  if (isDeepStrictEqual(before, after)) return [];
  if ([before, after].some((each) => each !== undefined && !isObject(each))) return [name];
  const [from, to] = [entriesOf(before), entriesOf(after)];
  return namesIn(from, to)
    .filter((each) => !isDeepStrictEqual(from[each], to[each]))
    .map((each) => `${name}.${each}`);
}

/** Without what an API server leaves out of its answers, or sets though it means nothing; undefined where nothing is left. */
function plain(value: unknown, isFalseSaid: boolean): unknown {
  if (value === null || value === '' || (value === false && !isFalseSaid)) return undefined;
  if (Array.isArray(value)) {
    return value.length === 0 ? undefined : value.map((each: unknown) => plain(each, isFalseSaid));
  }
  if (!isObject(value)) return value;
  const entries = Object.entries(value)
    .map(([name, each]) => [name, plain(each, isFalseSaid)] as const)
    .filter(([, each]) => each !== undefined);
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

function namesIn(before: object, after: object): readonly string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].toSorted();
}

function entriesOf(value: unknown): Readonly<Record<string, unknown>> {
  return isObject(value) ? Object.fromEntries(Object.entries(value)) : {};
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function listed(fields: readonly string[]): string {
  return fields.length < 2 ? fields.join('') : `${fields.slice(0, -1).join(', ')} and ${fields.at(-1)}`;
}
