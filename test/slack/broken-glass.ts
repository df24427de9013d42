import type { Plan } from '../../src/domain/request/plan.ts';
import type { Event } from '../../src/domain/request/request.ts';
import { LEASE, prepared, testPlan } from '../helpers/request.ts';
import { SECURITY } from './slack-world.ts';

/** A plan whose rule let it start at once, to be reviewed by sre afterwards. */
export function brokenPlan(announce = SECURITY): Plan {
  const plan = testPlan();
  const reviewers = [{ from: ['sre'], count: 1 }];
  return {
    ...plan,
    grant: { ...plan.grant, approvals: [], breakGlass: { announce, remindEvery: 3_600, reviewers } },
  };
}

/** What prepares such a request. */
export const brokenGlass = (announce?: string): Event => prepared(undefined, brokenPlan(announce));

/** How it goes on once it is told, up to a session that waits for its command. */
export const STARTED: readonly Event[] = [
  { type: 'card-posted' },
  { type: 'announced' },
  { type: 'starting', lease: LEASE },
  { type: 'container-added', lease: LEASE },
  { type: 'run-started', run: 0, lease: LEASE },
  { type: 'active', lease: LEASE },
];

export const OVER: Event = { type: 'ended', outcome: 'completed' };
