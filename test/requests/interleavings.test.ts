import { afterEach, beforeEach, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Redis } from 'ioredis';
import type { Request } from '../../src/domain/request/request.ts';
import { transition } from '../../src/domain/request/transition.ts';
import { createLogger } from '../../src/logger.ts';
import { testPolicy } from '../helpers/policy.ts';
import { type TestRedis, testRedis } from '../helpers/redis.ts';
import { ALICE, ASKED, BOB, CAROL, ID, MALLORY, prepared } from '../helpers/request.ts';
import { DAVE, oneRequest } from './one-request.ts';
import { openTurns } from './turns.ts';

const ROUNDS = 1_000;
/** Three gateways and the workers, each with a connection of its own. */
const PROCESSES = 4;

/** Who may approve under each of the policies that come and go, and whether Alice may ask at all. */
const WHO_MAY = {
  wide: { sre: [BOB, CAROL, DAVE], alice: true },
  narrow: { sre: [CAROL, DAVE], alice: true },
  closed: { sre: [BOB, CAROL, DAVE], alice: false },
} as const;
type Name = keyof typeof WHO_MAY;

const policyOf = (name: Name, denials: number) => {
  const { sre, alice } = WHO_MAY[name];
  const people = {
    'on-call': { slackUsers: [alice ? ALICE.slackId : BOB.slackId] },
    sre: { slackUsers: sre.map(({ slackId }) => slackId) },
    admins: { slackUsers: [MALLORY.slackId] },
  };
  return testPolicy({ approvals: [{ from: ['sre'], count: 2 }], denials }, { people, admins: ['admins'] });
};

const policiesOf = (denials: number) => ({
  wide: policyOf('wide', denials),
  narrow: policyOf('narrow', denials),
  closed: policyOf('closed', denials),
});
/** By how many denials they want, one or two. */
const POLICIES = [policiesOf(1), policiesOf(2)].map((policies) => ({
  policies,
  prepared: prepared(policies.wide),
}));

let store: TestRedis;
let connections: Redis[];

beforeEach(() => {
  store = testRedis();
  connections = Array.from({ length: PROCESSES }, () => new Redis(store.url));
});

afterEach(async () => {
  for (const connection of connections) connection.disconnect();
  await store.cleanup();
});

const logger = createLogger({ level: 'fatal', secrets: [], destination: { write: () => {} } });

/** What may happen to the request; each round some of it does, at once. */
const FLOWS = [
  'carol',
  'dave',
  'nay',
  'cancel',
  'expire',
  'time',
  'end',
  'freeze',
  'reload',
  'worker',
] as const;

const round = fc.record({
  denials: fc.constantFrom(1, 2),
  next: fc.constantFrom<Name>('wide', 'narrow', 'closed'),
  flows: fc.subarray([...FLOWS], { minLength: 2 }),
  // Which of the gateways the first of them comes in at, the others follow.
  gateway: fc.nat({ max: PROCESSES - 2 }),
  choices: fc.array(fc.nat({ max: 9_999 }), { minLength: 30, maxLength: 90, size: 'max' }),
});

test(`${ROUNDS} interleavings over three gateways lead to one outcome each, and to none that is forbidden`, async () => {
  const outcomes = new Map<string, number>();
  let rounds = 0;
  await fc.assert(
    fc.asyncProperty(round, async ({ denials, next, flows, gateway, choices }) => {
      const turns = openTurns();
      const rule = POLICIES[denials - 1];
      if (!rule) throw new Error('no such rule');
      const { policies } = rule;
      const prefix = `${store.prefix}:${(rounds += 1)}`;
      const one = oneRequest<Name>({ turns, connections, prefix, policies, first: 'wide', logger });
      for (const event of [ASKED, rule.prepared, { type: 'card-posted' } as const]) await one.change(event);
      const doing: Record<(typeof FLOWS)[number], () => Promise<unknown>> = {
        carol: () => one.decides(gateway, CAROL, 'approve'),
        dave: () => one.decides(gateway + 1, DAVE, 'approve'),
        nay: () => one.decides(gateway + 2, CAROL, 'deny'),
        cancel: () => one.cancels(gateway),
        expire: () => one.expires(gateway + 1),
        time: () => one.passes(900_001),
        end: () => one.ends(gateway + 2),
        freeze: () => one.freezes(gateway),
        reload: () => one.reloads(next),
        worker: () => one.works('second', 6),
      };
      // Bob approves and a worker looks for work in each; what else happens differs.
      const all = [
        () => one.decides(gateway, BOB, 'approve'),
        () => one.works('first', 8),
        ...flows.map((name) => doing[name]),
      ];
      await turns.run(all, choices);
      const outcome = await oneOutcome(one, denials);
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      expect(await connections[0]?.exists(`${prefix}:open:person:${ALICE.slackId}`)).toBe(0);
    }),
    { numRuns: ROUNDS },
  );
  // They did meet: whatever can become of such a request became of some.
  expect([...outcomes.keys()]).toEqual(
    expect.arrayContaining(['cancelled', 'completed', 'denied', 'expired', 'refused', 'stopped']),
  );
}, 120_000);

/** Checks what is left after all of it, and gives the outcome. */
async function oneOutcome(one: ReturnType<typeof oneRequest<Name>>, denials: number): Promise<string> {
  // What nobody ended runs out by itself.
  one.clock.now += 3_600_000;
  await one.change({ type: 'due' });
  const { records, journal } = await one.read();
  const [request] = records;
  if (!request?.outcome) throw new Error('It has no outcome.');
  for (const record of records) expect(record).toEqual(request);

  // The journal tells the same story, without a gap, and with one end.
  expect(journal.map(({ seq }) => seq)).toEqual(journal.map((_entry, index) => index + 1));
  let told: Request | undefined;
  let ends = 0;
  for (const entry of journal) {
    const after = transition(ID, told, entry, entry.at);
    if (after.kind === 'refused') throw new Error(`${entry.type} is in the journal: ${after.code}`);
    if (after.request.state === 'ended' && told?.state !== 'ended') ends += 1;
    told = after.request;
  }
  expect(told).toEqual(request);
  expect(ends).toBe(1);
  expect(one.told).toHaveLength(journal.length);

  // Everyone whose click counted stands there, once, with their last word.
  const lastWords = new Map(
    journal.flatMap((entry) =>
      entry.type === 'reviewed' ? [[entry.review.reviewer.name, entry.review.decision] as const] : [],
    ),
  );
  expect(request.reviews).toHaveLength(lastWords.size);
  for (const { reviewer, decision } of request.reviews) expect(lastWords.get(reviewer.name)).toBe(decision);
  const against = [...lastWords.values()].filter((decision) => decision === 'deny').length;
  expect(request.outcome === 'denied').toBe(against >= denials);

  // Nothing counted that was forbidden when it was judged.
  const approvers = request.reviews.flatMap(({ reviewer, decision }) =>
    decision === 'approve' ? [reviewer.slackId] : [],
  );
  const starts = one.judged.filter(({ what }) => what === 'start');
  expect(starts.length).toBe(journal.filter(({ type }) => type === 'run-started').length);
  expect(starts.length).toBeLessThanOrEqual(1);
  for (const { what, by, policy, wasFrozen } of one.judged) {
    if (!policy) throw new Error(`Nobody asked the policy about this ${what}.`);
    const { sre, alice } = WHO_MAY[policy];
    const allowed: readonly string[] = sre.map(({ slackId }) => slackId);
    if (what !== 'deny') expect(wasFrozen).toBe(false);
    if (what === 'start') {
      expect(alice).toBe(true);
      expect(approvers.filter((slackId) => allowed.includes(slackId)).length).toBeGreaterThanOrEqual(2);
    } else expect(allowed).toContain(by?.slackId);
  }
  return request.outcome;
}
