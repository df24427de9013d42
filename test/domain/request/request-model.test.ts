import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Extension } from '../../../src/domain/request/extension.ts';
import type { Event, Request, Run } from '../../../src/domain/request/request.ts';
import { transition } from '../../../src/domain/request/transition.ts';
import { ALICE, ASKED, ID } from '../../helpers/request.ts';
import { eventOf, happenings } from './request-happenings.ts';
import { addressOf, type ModelRule, RequestModel } from './request-model.ts';

/** Something that counted, the request before it, and when. */
interface Happened {
  readonly event: Event;
  readonly before: Request;
  readonly at: number;
}

/** What the request shows of what the model knows. */
function seen(request: Request) {
  const { state, outcome, dueAt, reviews, runs, cardPosted, announced, lease, extensions = [] } = request;
  return {
    state,
    outcome,
    until: dueAt ?? Infinity,
    votes: Object.fromEntries(reviews.map(({ reviewer, decision }) => [addressOf(reviewer), decision])),
    voters: reviews.length,
    lease,
    posted: cardPosted,
    announced: announced === true,
    runs: runs.map(standing),
    extensions: extensions.map(progress),
  };
}

function progress({ decision, lasts, sentence }: Extension) {
  if (decision === 'denied' || lasts !== undefined || sentence !== undefined) return 'over';
  return decision === 'approved' ? 'waiting' : 'reviewed';
}

function standing({ startedAt, endedAt, followUp }: Run) {
  if (endedAt !== undefined) return 'over';
  if (startedAt !== undefined) return 'running';
  return followUp && followUp.decision === undefined ? 'reviewed' : 'waiting';
}

function modelled(model: RequestModel) {
  const { state, outcome, until, votes, lease, posted, announced, runs, extensions } = model;
  return {
    state,
    outcome,
    until,
    votes: Object.fromEntries([...votes].map(([who, { decision }]) => [who, decision])),
    voters: votes.size,
    lease,
    posted,
    announced,
    runs: runs.map(({ is }) => is),
    extensions: extensions.map(({ is }) => is),
  };
}

/** Lets it happen to a request and to the model, which have to agree all the way. */
function goThrough({ rule, steps }: { rule: ModelRule; steps: Parameters<typeof eventOf>[0][] }) {
  let now = 1_000;
  const asked = transition(ID, undefined, ASKED, now);
  if (asked.kind === 'refused') throw new Error(asked.code);
  let { request } = asked;
  const model = new RequestModel(rule, addressOf(ALICE), now);
  const happened: Happened[] = [];
  for (const step of steps) {
    now += step.afterMs;
    const event = eventOf(step, (each) => transition(ID, request, each, now).kind === 'changed');
    const next = transition(ID, request, event, now);
    const about = `${event.type} while ${request.state}`;
    expect([about, next.kind]).toEqual([about, model.take(event, now) ? 'changed' : 'refused']);
    if (next.kind === 'refused') continue;
    happened.push({ event, before: request, at: now });
    expect(next.request.version).toBe(request.version + 1);
    request = next.request;
    expect(seen(request)).toEqual(modelled(model));
  }
  expect(request.acknowledged && addressOf(request.acknowledged.by)).toBe(model.acknowledgedBy);
  return { request, happened };
}

test('whatever happens in whatever order and however late, a request is what the model says', () => {
  const ends = new Set<string>();
  fc.assert(
    fc.property(happenings, (given) => {
      const { request, happened } = goThrough(given);
      keepsPromises(given.rule, happened, request);
      extendsAsPromised(given.rule, happened, request);
      ends.add(request.outcome ?? request.state);
      if (request.acknowledged) ends.add('acknowledged');
      if (request.extensions?.some(({ lasts }) => lasts !== undefined)) ends.add('extended');
      if (request.extensions?.some(({ decision }) => decision === 'denied')) ends.add('extension denied');
      for (const run of request.runs.slice(1)) ends.add(`a follow-up is ${standing(run)}`);
    }),
    { numRuns: 2_000 },
  );
  // Something was tried: every outcome and every state came up.
  expect([...ends].toSorted()).toEqual([
    'a follow-up is over',
    'a follow-up is reviewed',
    'a follow-up is running',
    'a follow-up is waiting',
    'acknowledged',
    'active',
    'approved',
    'asked',
    'cancelled',
    'completed',
    'denied',
    'expired',
    'extended',
    'extension denied',
    'failed',
    'interrupted',
    'pending',
    'refused',
    'starting',
    'stopped',
    'timed-out',
  ]);
}, 30_000);

/** The promises as they read, told from what counted alone. */
function keepsPromises(rule: ModelRule, happened: readonly Happened[], request: Request): void {
  const lastWords = new Map<string, 'approve' | 'deny'>();
  const count = (decision: string) => [...lastWords.values()].filter((word) => word === decision).length;
  const handedOver = new Map<number, number>();
  const hand = (run: number, by: number) => handedOver.set(run, (handedOver.get(run) ?? 0) + by);
  let lease: string | undefined;
  for (const [index, { event, before, at }] of happened.entries()) {
    const after = happened[index + 1]?.before ?? request;
    if (before.state === 'ended') {
      const { outcome, sentence, endedAt, reviews, runs } = before;
      expect(after).toMatchObject({ outcome, endedAt, reviews, runs });
      expect(after.sentence).toBe(sentence);
    }
    if (event.type === 'reviewed') lastWords.set(addressOf(event.review.reviewer), event.review.decision);
    if (event.type === 'starting') {
      lease = event.lease;
      if (before.state === 'approved') {
        expect(count('approve')).toBeGreaterThanOrEqual(rule.breakGlass ? 0 : rule.slots.length);
        expect(at - (before.decidedAt ?? 0)).toBeLessThan(600_000);
        const counted = happened.slice(0, index).map((each) => each.event.type);
        expect(counted).toEqual(
          expect.arrayContaining(rule.breakGlass ? ['card-posted', 'announced'] : ['card-posted']),
        );
      }
    }
    if ('lease' in event && event.lease !== undefined) expect(event.lease).toBe(lease);
    if (event.type === 'run-started') hand(event.run, 1);
    if (event.type === 'run-withdrawn') hand(event.run, -1);
    expect(Math.max(0, ...handedOver.values())).toBeLessThanOrEqual(1);
    const started = event.type === 'run-started' ? before.runs[event.run]?.followUp : undefined;
    if (started) {
      const { needs, reviews } = started;
      const approvers = reviews.filter(({ decision }) => decision === 'approve');
      expect(approvers.length).toBeGreaterThanOrEqual(needs.length);
      expect(rule.staysOpen).toBe(true);
    }
    if (event.type === 'acknowledged') {
      expect(before).toMatchObject({ state: 'ended' });
      expect(rule.breakGlass).toBe(true);
      expect(addressOf(event.by)).not.toBe(addressOf(ALICE));
    }
  }
  const names = request.reviews.map(({ reviewer }) => addressOf(reviewer));
  expect(names.toSorted()).toEqual([...lastWords.keys()].toSorted());
  expect(request.outcome === 'denied').toBe(count('deny') >= rule.denials);
}

/** More time was approved by as many as it took, and is never more than the rule gives. */
function extendsAsPromised(rule: ModelRule, happened: readonly Happened[], request: Request): void {
  for (const [index, { event, before }] of happened.entries()) {
    if (event.type !== 'extended') continue;
    const after = happened[index + 1]?.before ?? request;
    const { needs = [], reviews = [] } = before.extensions?.[event.extension] ?? {};
    const approvers = reviews.filter(({ decision }) => decision === 'approve');
    expect(approvers.length).toBeGreaterThanOrEqual(needs.length);
    const { startedAt = 0, dueAt: then = 0 } = before;
    const { dueAt: now = 0 } = after;
    expect(now).toBeGreaterThan(then);
    expect(now - startedAt).toBeLessThanOrEqual((rule.extended ?? 0) * 1_000);
  }
}
