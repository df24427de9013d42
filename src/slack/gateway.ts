import type { Policy } from '../domain/policy.ts';
import type { Logger } from '../logger.ts';
import type { Requests } from '../requests/requests.ts';
import type { Redactor } from '../transcript/redactor.ts';
import type { ShownStore } from './delivery/shown.ts';
import type { LookUpPerson } from './people.ts';

/** What the listeners need: they decide by policy and change requests, nothing else. */
export interface Gateway {
  readonly requests: Requests;
  readonly shown: ShownStore;
  readonly policy: () => Policy;
  readonly people: LookUpPerson;
  readonly redactor: Redactor;
  readonly logger: Logger;
  readonly now: () => number;
}
