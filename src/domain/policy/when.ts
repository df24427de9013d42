import { createContext, Script } from 'node:vm';
import { Environment } from '@marcbachmann/cel-js';
import type { Labels } from '../request/plan.ts';

/** What a condition of the policy can look at. */
export interface WhenFacts {
  readonly requester: {
    readonly id: string;
    readonly name: string;
    /** Empty where Slack shows none. */
    readonly email: string;
    /** The policy's groups of people that they are in. */
    readonly groups: readonly string[];
  };
  readonly cluster: string;
  /** The namespace: the word itself is one that CEL keeps for its own use. */
  readonly ns: { readonly name: string; readonly labels: Labels };
  readonly pod: {
    readonly name: string;
    readonly labels: Labels;
    /** Such as `Deployment/api`; empty for a pod without an owner. */
    readonly workload: string;
    readonly node: string;
  };
  readonly image: string;
  /** Empty where none is asked for. */
  readonly profile: string;
  readonly reason: string;
  readonly breakGlass: boolean;
  readonly now: Date;
}

export type WhenReading =
  | { readonly kind: 'value'; readonly value: boolean }
  /** `problem`: in words that go on a sentence. */
  | { readonly kind: 'failed'; readonly problem: string };

/** The most that a condition with a pattern may take, in milliseconds: a fraction of one, unless the pattern backtracks. */
const MOST_MS = 250;
const LONGEST_PROBLEM = 200;

const environment = new Environment({ limits: { maxAstNodes: 1_000, maxDepth: 50 } })
  .registerVariable({
    name: 'requester',
    schema: { id: 'string', name: 'string', email: 'string', groups: 'list<string>' },
  })
  .registerVariable('cluster', 'string')
  .registerVariable({ name: 'ns', schema: { name: 'string', labels: 'map<string, string>' } })
  .registerVariable({
    name: 'pod',
    schema: { name: 'string', labels: 'map<string, string>', workload: 'string', node: 'string' },
  })
  .registerVariable('image', 'string')
  .registerVariable('profile', 'string')
  .registerVariable('reason', 'string')
  .registerVariable('breakGlass', 'bool')
  .registerVariable('now', 'google.protobuf.Timestamp');

/** What is wrong with a condition, in words that go on a sentence; undefined where nothing is. */
export function whenProblem(text: string): string | undefined {
  const checked = environment.check(text);
  if (!checked.valid) {
    const problem = problemOf(checked.error);
    const instead = problem === 'Reserved identifier: namespace' ? ': write ns.name or ns.labels' : '';
    return `is no condition in CEL: ${problem}${instead}`;
  }
  return checked.type === 'bool' ? undefined : `must be true or false, and this gives ${checked.type}`;
}

/** The syntax tree of a condition that has no problem; throws for another. */
export function whenTree(text: string) {
  return environment.parse(text).ast;
}

/**
 * Whether a condition holds. Whatever fails in it is told, never thrown: a label that is not there, a pattern that
 * takes too long. `matches` takes JavaScript's patterns, which a text that people type can make run for ever, so it is cut off.
 */
export function evaluateWhen(text: string, { ns, pod, ...facts }: WhenFacts): WhenReading {
  const context = {
    ...facts,
    // As maps, so that no label's name is taken for a member that every object has.
    ns: { ...ns, labels: new Map(Object.entries(ns.labels)) },
    pod: { ...pod, labels: new Map(Object.entries(pod.labels)) },
  };
  try {
    const work = (): unknown => environment.evaluate(text, context);
    const value = text.includes('matches') ? withinTime(work) : work();
    return typeof value === 'boolean'
      ? { kind: 'value', value }
      : { kind: 'failed', problem: 'it is neither true nor false' };
  } catch (error) {
    return { kind: 'failed', problem: problemOf(error) };
  }
}

/** Only a script of its own can be cut off while a regular expression runs. Its context, which takes a millisecond to make, is kept. */
const script = new Script('work()');
const bench: { work?: () => unknown } = {};
createContext(bench);

function withinTime(work: () => unknown): unknown {
  bench.work = work;
  try {
    return script.runInContext(bench, { timeout: MOST_MS });
  } finally {
    delete bench.work;
  }
}

function problemOf(error: unknown): string {
  const message =
    typeof error === 'object' && error !== null && 'message' in error
      ? String(error.message)
      : 'it cannot be read';
  return message.split('\n', 1)[0]?.slice(0, LONGEST_PROBLEM) ?? '';
}
