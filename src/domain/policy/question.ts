import type { Ask } from '../asking/ask.ts';
import type { PullPolicy } from '../container/debug-container.ts';
import type { Person } from '../request/person.ts';

/** What someone wants, in the terms that a policy decides on. Cluster aliases are resolved before. */
export interface Question {
  readonly requester: Person;
  readonly cluster: string;
  readonly namespace: string;
  /** An alias or a whole reference from the policy's images; absent: the first that the rule names. */
  readonly image?: string;
  /** Absent: any that the rule names. */
  readonly profile?: string;
  /** In whole seconds; absent: what the rule gives. */
  readonly timeoutSeconds?: number;
  readonly durationSeconds?: number;
  readonly volumes?: true;
  readonly entrypoint?: true;
  /** Absent: what the image's entry in the policy says, else the cluster's default. */
  readonly pullPolicy?: PullPolicy;
}

/** The question that an ask comes to. */
export function questionOf(ask: Ask, about: Pick<Question, 'requester' | 'cluster' | 'namespace'>): Question {
  return {
    ...about,
    ...(ask.image !== undefined && { image: ask.image }),
    ...(ask.profile !== undefined && { profile: ask.profile }),
    ...(ask.timeoutSeconds !== undefined && { timeoutSeconds: ask.timeoutSeconds }),
    ...(ask.durationSeconds !== undefined && { durationSeconds: ask.durationSeconds }),
    ...(ask.volumes && { volumes: ask.volumes }),
    ...(ask.entrypoint && { entrypoint: ask.entrypoint }),
    ...(ask.pullPolicy && { pullPolicy: ask.pullPolicy }),
  };
}
