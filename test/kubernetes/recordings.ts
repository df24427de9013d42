import { readFileSync } from 'node:fs';
import type { V1ContainerState, V1Pod } from '@kubernetes/client-node';

/** One exchange of a recording, as far as tests look at it. */
export interface Exchange {
  readonly note?: string;
  readonly request: { readonly method: string; readonly path: string };
  readonly response: {
    readonly status: number;
    readonly body?: unknown;
    readonly protocol?: string;
    readonly stream?: readonly { readonly object: object }[];
    readonly frames?: readonly { readonly channel: number; readonly data: string }[];
  };
}

/** The exchanges of one recording of a real cluster. */
export function recording(name: string): readonly Exchange[] {
  return (read(name) as { exchanges: Exchange[] }).exchanges;
}

/** The exchange with this note. */
export function exchange(name: string, note: string): Exchange {
  const found = recording(name).find((each) => each.note === note);
  if (!found) throw new Error(`${name} has no exchange "${note}"`);
  return found;
}

/** The same without classes, as JSON is. */
export type Plain<Type> = Type extends Date
  ? Type
  : Type extends readonly (infer Member)[]
    ? Plain<Member>[]
    : Type extends object
      ? { [Key in keyof Type]: Plain<Type[Key]> }
      : Type;

/** A pod of the recordings, by its name; each call gives a copy. */
export function recordedPod(name: string): Plain<V1Pod> {
  const pod = (read('pods') as { pods: Record<string, Plain<V1Pod>> }).pods[name];
  if (!pod) throw new Error(`no pod ${name} was recorded`);
  return pod;
}

export interface RecordedState {
  readonly recording: string;
  readonly container: string;
  readonly image: string;
  readonly state: V1ContainerState;
}

/** Every state that an ephemeral container was recorded in. */
export function recordedStates(): readonly RecordedState[] {
  return (read('start-states') as { states: RecordedState[] }).states;
}

function read(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`../fixtures/kubernetes/${name}.json`, import.meta.url), 'utf8'));
}
