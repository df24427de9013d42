import type { Policy } from '../domain/policy/policy.ts';
import type { Trigger } from '../domain/request/triggers.ts';
import type { Logger } from '../logger.ts';
import type { Freeze } from '../requests/freeze.ts';
import type { Inquiries } from '../requests/inquiries.ts';
import type { Once } from '../requests/once.ts';
import type { Outputs } from '../requests/outputs.ts';
import type { PodLists } from '../requests/pod-lists.ts';
import type { Requests } from '../requests/requests.ts';
import type { Redactor } from '../transcript/redactor.ts';
import type { ShownStore } from './delivery/shown.ts';
import type { SlackCalls } from './delivery/slack-calls.ts';
import type { Threads } from './delivery/threads.ts';
import type { HomeOpeners } from './home/home-openers.ts';
import type { LookUpPerson } from './people.ts';

/** What the listeners need: they decide by policy, change requests and write inquiries down, nothing else. */
export interface Gateway {
  readonly requests: Requests;
  readonly inquiries: Inquiries;
  readonly freeze: Freeze;
  readonly outputs: Pick<Outputs, 'read' | 'readEnd'>;
  readonly pods: PodLists;
  readonly once: Once;
  /** Whose Home tab is kept current. */
  readonly homes: Pick<HomeOpeners, 'opened'>;
  /** Adds the jobs that inquiries call for; those of a request are added by its changes. */
  readonly add: (triggers: readonly Trigger[]) => Promise<void>;
  readonly shown: ShownStore;
  readonly threads: Pick<Threads, 'requestOf'>;
  readonly slack: Pick<
    SlackCalls,
    'permalink' | 'openModal' | 'updateModal' | 'post' | 'postPrivately' | 'upload' | 'isIn'
  >;
  readonly policy: () => Policy;
  readonly people: LookUpPerson;
  readonly redactor: Redactor;
  readonly logger: Logger;
  readonly now: () => number;
}
