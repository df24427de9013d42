import type { Event, Outcome, State } from '../../../src/domain/request/request.ts';

/** What the rule of a modelled request wants. */
export interface ModelRule {
  /** For each approval that is needed the groups that may give it. */
  readonly slots: readonly (readonly string[])[];
  readonly denials: number;
  readonly breakGlass: boolean;
}

const SECONDS = 1_000;
/** How long each state may last, in milliseconds, as docs/architecture.md and the policy of the tests say. */
const LASTS = {
  asked: 20 * SECONDS,
  pending: 900 * SECONDS,
  approved: 600 * SECONDS,
  starting: 180 * SECONDS,
  active: 900 * SECONDS,
};
const REMIND_BEFORE = 300 * SECONDS;
const REMIND_EVERY = 3600 * SECONDS;

/** Someone's last word, under the address that both of their accounts have. */
interface Vote {
  readonly decision: 'approve' | 'deny';
  readonly groups: readonly string[];
}

/** For each kind of event whether it changes anything; if so, it has. */
type Rules = {
  readonly [Type in Event['type']]: (event: Extract<Event, { type: Type }>, now: number) => boolean;
};

/**
 * A request as somebody would explain it on a whiteboard: it knows one command and counts nothing that is for show.
 * It shares no code with the rules that it is compared with.
 */
export class RequestModel {
  readonly rule: ModelRule;
  readonly requester: string;
  readonly askedAt: number;
  state: State = 'asked';
  outcome: Outcome | undefined;
  until: number;
  readonly votes = new Map<string, Vote>();
  lease: string | undefined;
  run: 'waiting' | 'running' | 'over' = 'waiting';
  posted = false;
  announced = false;
  acknowledgedBy: string | undefined;
  #reminded = false;
  #reachedCluster = false;
  #released = false;
  #nextReview = Infinity;

  constructor(rule: ModelRule, requester: string, askedAt: number) {
    this.rule = rule;
    this.requester = requester;
    this.askedAt = askedAt;
    this.until = askedAt + LASTS.asked;
  }

  /** Whether the event changes anything; if so, it has. */
  take(event: Event, now: number): boolean {
    // Each rule takes its own kind of event, as the table's type says.
    const rule = this.#rules[event.type] as (event: Event, now: number) => boolean;
    return rule(event, now);
  }

  readonly #rules: Rules = {
    asked: () => false,
    refused: (_event, now) => this.state === 'asked' && this.#end('refused', now),
    prepared: (_event, now) => {
      if (this.state !== 'asked') return false;
      if (this.#approvalsMet()) return this.#enter('approved', now);
      this.state = 'pending';
      this.until = this.askedAt + LASTS.pending;
      return true;
    },
    'card-posted': () => {
      if ((this.state !== 'pending' && this.state !== 'approved') || this.posted) return false;
      return (this.posted = true);
    },
    announced: () => {
      if (this.state !== 'approved' || !this.rule.breakGlass || this.announced) return false;
      return (this.announced = true);
    },
    reminded: (_event, now) => {
      const nearlyOver = now >= this.until - REMIND_BEFORE && now < this.until;
      if (this.state !== 'pending' || this.#reminded || !nearlyOver) return false;
      return (this.#reminded = true);
    },
    reviewed: ({ review: { reviewer, decision, groups } }, now) => {
      const who = addressOf(reviewer);
      if (this.state !== 'pending' || now >= this.until) return false;
      if (this.votes.get(who)?.decision === decision) return false;
      this.votes.set(who, { decision, groups });
      const against = [...this.votes.values()].filter((vote) => vote.decision === 'deny').length;
      if (against >= this.rule.denials) return this.#end('denied', now);
      return this.#approvalsMet() ? this.#enter('approved', now) : true;
    },
    cancelled: (_event, now) =>
      ['asked', 'pending', 'approved'].includes(this.state) && this.#end('cancelled', now),
    due: (_event, now) =>
      this.state !== 'ended' && now >= this.until && this.#end(this.#outcomeOfTime(), now),
    starting: ({ lease }, now) => {
      const takesUp = this.state === 'approved' && now < this.until && this.#everyoneCanSee();
      if (!takesUp && !this.#atWork()) return false;
      this.lease = lease;
      return takesUp ? this.#enter('starting', now) : true;
    },
    'container-added': ({ lease }) => {
      if (this.state !== 'starting' || lease !== this.lease) return false;
      return (this.#reachedCluster = true);
    },
    active: ({ lease }, now) =>
      this.state === 'starting' && lease === this.lease && this.#enter('active', now),
    'container-seen': ({ lease }) => this.#atWork() && lease === this.lease,
    'run-started': ({ lease }, now) => {
      if (!this.#atWork() || lease !== this.lease || now >= this.until) return false;
      return this.#turnRun('waiting', 'running');
    },
    'run-withdrawn': ({ lease }) =>
      this.#atWork() && lease === this.lease && this.#turnRun('running', 'waiting'),
    'run-ended': ({ lease, over }, now) => {
      if (!this.#atWork() || lease !== this.lease || !this.#turnRun('running', 'over')) return false;
      this.#reachedCluster = true;
      return over ? this.#end(over.outcome, now) : true;
    },
    ended: ({ lease, outcome }, now) => {
      const may = lease === undefined || lease === this.lease;
      return this.state !== 'ended' && may && this.#end(outcome, now);
    },
    released: () => {
      if (this.state !== 'ended' || this.lease === undefined || this.#released) return false;
      return (this.#released = true);
    },
    'review-asked': (_event, now) => {
      if (now < this.#nextReview) return false;
      this.#nextReview = now + REMIND_EVERY;
      return true;
    },
    acknowledged: ({ by }) => {
      if (this.#nextReview === Infinity || addressOf(by) === this.requester) return false;
      this.#nextReview = Infinity;
      this.acknowledgedBy = addressOf(by);
      return true;
    },
  };

  #atWork(): boolean {
    return this.state === 'starting' || this.state === 'active';
  }

  #turnRun(from: 'waiting' | 'running', to: 'waiting' | 'running' | 'over'): boolean {
    if (this.run !== from) return false;
    this.run = to;
    return true;
  }

  #enter(state: 'approved' | 'starting' | 'active', now: number): boolean {
    this.state = state;
    this.until = now + LASTS[state];
    if (state === 'active') this.#reachedCluster = true;
    return true;
  }

  #end(outcome: Outcome, now: number): boolean {
    if (this.rule.breakGlass && (this.#reachedCluster || this.run !== 'waiting'))
      this.#nextReview = now + REMIND_EVERY;
    this.state = 'ended';
    this.outcome = outcome;
    this.until = Infinity;
    if (this.run === 'running') this.run = 'over';
    return true;
  }

  #outcomeOfTime(): Outcome {
    if (this.state === 'asked' || this.state === 'starting') return 'failed';
    if (this.state === 'active') return this.run === 'running' ? 'timed-out' : 'completed';
    return 'expired';
  }

  #everyoneCanSee(): boolean {
    return this.posted && (this.announced || !this.rule.breakGlass);
  }

  /** Whether every slot can have an approver of its own: all ways to fill them are tried. */
  #approvalsMet(): boolean {
    if (this.rule.breakGlass) return true;
    const fill = (slots: ModelRule['slots'], free: readonly Vote[]): boolean => {
      const [slot, ...rest] = slots;
      if (!slot) return true;
      return free.some(
        (vote) =>
          vote.groups.some((group) => slot.includes(group)) &&
          fill(
            rest,
            free.filter((other) => other !== vote),
          ),
      );
    };
    return fill(
      this.rule.slots,
      [...this.votes.values()].filter(({ decision }) => decision === 'approve'),
    );
  }
}

/** What tells two accounts of one person from two people here. */
export function addressOf({ email = '' }: { readonly email?: string }): string {
  return email.toLowerCase();
}
