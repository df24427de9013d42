import type { Event, Outcome, State } from '../../../src/domain/request/request.ts';

/** What the rule of a modelled request wants. */
export interface ModelRule {
  /** For each approval that is needed the groups that may give it. */
  readonly slots: readonly (readonly string[])[];
  readonly denials: number;
  readonly breakGlass: boolean;
  /** Whether more commands may be asked for once it runs. */
  readonly staysOpen: boolean;
  /** How long a session may last in all, in seconds; absent: it cannot be extended. */
  readonly extended?: number;
}

/** A wish for more time. */
interface ModelExtension {
  is: 'reviewed' | 'waiting' | 'over';
  readonly slots: ModelRule['slots'];
  readonly votes: Map<string, Vote>;
}

/** A command of the session; the first is what was asked for, the others came in the thread. */
interface ModelRun {
  is: 'reviewed' | 'waiting' | 'running' | 'over';
  readonly origin: string;
  readonly slots: ModelRule['slots'];
  readonly votes: Map<string, Vote>;
  stopped: boolean;
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
 * A request as somebody would explain it on a whiteboard: it counts nothing that is for show.
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
  readonly runs: ModelRun[] = [];
  readonly extensions: ModelExtension[] = [];
  #lasts = LASTS.active;
  #activeAt = 0;
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
      this.runs.push({ is: 'waiting', origin: '', slots: [], votes: new Map(), stopped: false });
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
    'run-asked': ({ origin, needs }, now) => {
      const knows = this.runs.some((run) => run.origin === origin);
      if (this.state !== 'active' || !this.rule.staysOpen || knows || now >= this.until) return false;
      const is = needs.length > 0 ? 'reviewed' : 'waiting';
      this.runs.push({ is, origin, slots: needs.map(({ from }) => from), votes: new Map(), stopped: false });
      return true;
    },
    'run-reviewed': ({ run: index, review: { reviewer, decision, groups } }, now) => {
      const run = this.runs[index];
      const who = addressOf(reviewer);
      if (this.state !== 'active' || run?.is !== 'reviewed' || now >= this.until) return false;
      if (run.votes.get(who)?.decision === decision) return false;
      run.votes.set(who, { decision, groups });
      const against = [...run.votes.values()].filter((vote) => vote.decision === 'deny').length;
      if (against >= this.rule.denials) run.is = 'over';
      else if (slotsFilled(run.slots, run.votes)) run.is = 'waiting';
      return true;
    },
    'run-stopped': ({ run: index }) => {
      const run = this.runs[index];
      if (this.state !== 'active' || !this.rule.staysOpen || !run || run.stopped) return false;
      if (run.is === 'over' || (run.is !== 'running' && index === 0)) return false;
      if (run.is !== 'running') run.is = 'over';
      return (run.stopped = true);
    },
    'extension-asked': ({ needs }, now) => {
      const isOver = this.extensions.every(({ is }) => is === 'over');
      if (this.state !== 'active' || now >= this.until || !isOver || this.#longer() <= this.#lasts)
        return false;
      const is = needs.length > 0 ? 'reviewed' : 'waiting';
      this.extensions.push({ is, slots: needs.map(({ from }) => from), votes: new Map() });
      return true;
    },
    'extension-reviewed': ({ extension: index, review: { reviewer, decision, groups } }, now) => {
      const extension = this.extensions[index];
      const who = addressOf(reviewer);
      if (this.state !== 'active' || extension?.is !== 'reviewed' || now >= this.until) return false;
      if (extension.votes.get(who)?.decision === decision) return false;
      extension.votes.set(who, { decision, groups });
      const against = [...extension.votes.values()].filter((vote) => vote.decision === 'deny').length;
      if (against >= this.rule.denials) extension.is = 'over';
      else if (slotsFilled(extension.slots, extension.votes)) extension.is = 'waiting';
      return true;
    },
    extended: ({ extension: index }, now) => {
      const extension = this.extensions[index];
      if (this.state !== 'active' || extension?.is !== 'waiting' || now >= this.until) return false;
      extension.is = 'over';
      this.#lasts = this.#longer();
      this.until = this.#activeAt + this.#lasts;
      return true;
    },
    'extension-failed': ({ extension: index }) => {
      const extension = this.extensions[index];
      if (this.state !== 'active' || extension?.is !== 'waiting') return false;
      extension.is = 'over';
      return true;
    },
    'run-refused': ({ lease, run }) =>
      this.state === 'active' && lease === this.lease && run > 0 && this.#turnRun(run, 'waiting', 'over'),
    'run-started': ({ lease, run }, now) => {
      if (!this.#atWork() || lease !== this.lease || now >= this.until) return false;
      return this.#turnRun(run, 'waiting', 'running');
    },
    'run-withdrawn': ({ lease, run }) =>
      this.#atWork() &&
      lease === this.lease &&
      this.#turnRun(run, 'running', this.runs[run]?.stopped ? 'over' : 'waiting'),
    'run-ended': ({ lease, over, run }, now) => {
      if (!this.#atWork() || lease !== this.lease || !this.#turnRun(run, 'running', 'over')) return false;
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

  #turnRun(index: number, from: ModelRun['is'], to: ModelRun['is']): boolean {
    const run = this.runs[index];
    if (run?.is !== from) return false;
    run.is = to;
    return true;
  }

  #enter(state: 'approved' | 'starting' | 'active', now: number): boolean {
    this.state = state;
    this.until = now + LASTS[state];
    if (state === 'active') {
      this.#reachedCluster = true;
      this.#activeAt = now;
    }
    return true;
  }

  #end(outcome: Outcome, now: number): boolean {
    if (this.rule.breakGlass && (this.#reachedCluster || this.runs.some(({ is }) => is !== 'waiting')))
      this.#nextReview = now + REMIND_EVERY;
    this.state = 'ended';
    this.outcome = outcome;
    this.until = Infinity;
    for (const run of this.runs) if (run.is === 'running') run.is = 'over';
    return true;
  }

  /** How long it would last with one more extension, in milliseconds. */
  #longer(): number {
    const most = this.rule.staysOpen ? (this.rule.extended ?? 0) * SECONDS : 0;
    return Math.min(this.#lasts + LASTS.active, most);
  }

  #outcomeOfTime(): Outcome {
    if (this.state === 'asked' || this.state === 'starting') return 'failed';
    if (this.state === 'active')
      return this.runs.some(({ is }) => is === 'running') ? 'timed-out' : 'completed';
    return 'expired';
  }

  #everyoneCanSee(): boolean {
    return this.posted && (this.announced || !this.rule.breakGlass);
  }

  #approvalsMet(): boolean {
    return this.rule.breakGlass || slotsFilled(this.rule.slots, this.votes);
  }
}

/** Whether every slot can have an approver of its own: all ways to fill them are tried. */
function slotsFilled(wanted: ModelRule['slots'], votes: ReadonlyMap<string, Vote>): boolean {
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
    wanted,
    [...votes.values()].filter(({ decision }) => decision === 'approve'),
  );
}

/** What tells two accounts of one person from two people here. */
export function addressOf({ email = '' }: { readonly email?: string }): string {
  return email.toLowerCase();
}
