import { concerns } from '../../domain/policy/concerns.ts';
import type { Policy } from '../../domain/policy/policy.ts';
import { homeTrigger, type Trigger } from '../../domain/request/triggers.ts';
import type { Requests } from '../../requests/requests.ts';
import type { LookUpPerson } from '../people.ts';
import type { HomeOpeners } from './home-openers.ts';

export interface UpdateHomesDeps {
  readonly requests: Pick<Requests, 'load'>;
  readonly openers: Pick<HomeOpeners, 'all'>;
  readonly people: LookUpPerson;
  readonly policy: () => Policy;
  readonly add: (triggers: readonly Trigger[]) => Promise<void>;
}

/** A request changed: has every Home tab updated that was opened lately and may show it. */
export async function updateHomes(deps: UpdateHomesDeps, requestId: string): Promise<void> {
  const openers = await deps.openers.all();
  const request = openers.length === 0 ? undefined : await deps.requests.load(requestId);
  if (!request) return;
  const concerned = await Promise.all(
    openers.map(async (slackId) => {
      const person = await deps.people(slackId);
      // Whom Slack did not tell of may be concerned: it is asked again when their tab is shown.
      return !person || concerns(deps.policy(), person, request);
    }),
  );
  await deps.add(openers.filter((_each, index) => concerned[index]).map((slackId) => homeTrigger(slackId)));
}
