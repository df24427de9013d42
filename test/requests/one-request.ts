import type { Redis } from 'ioredis';
import type { Person } from '../../src/domain/request/person.ts';
import type { Policy } from '../../src/domain/policy/policy.ts';
import type { Event, JournalEntry, Request } from '../../src/domain/request/request.ts';
import { expireRequest } from '../../src/jobs/expire-request.ts';
import { Session } from '../../src/jobs/session/session.ts';
import { endedInstead } from '../../src/jobs/session/start-check.ts';
import type { Logger } from '../../src/logger.ts';
import { openFreeze } from '../../src/requests/freeze.ts';
import { openInquiries } from '../../src/requests/inquiries.ts';
import { openPodLists } from '../../src/requests/pod-lists.ts';
import { openOnce } from '../../src/requests/once.ts';
import { openOutputs } from '../../src/requests/outputs.ts';
import { openRequests } from '../../src/requests/requests.ts';
import { openUserGroups } from '../../src/requests/user-groups.ts';
import { cancel } from '../../src/slack/actions/cancel.ts';
import { decide } from '../../src/slack/actions/decide.ts';
import { endSessionOf } from '../../src/slack/actions/end-session.ts';
import { freeze } from '../../src/slack/commands/freeze.ts';
import { openShown } from '../../src/slack/delivery/shown.ts';
import { openThreads } from '../../src/slack/delivery/threads.ts';
import type { Gateway } from '../../src/slack/gateway.ts';
import { createRedactor } from '../../src/transcript/redactor.ts';
import { ALICE, BOB, CAROL, ID, LEASE, MALLORY } from '../helpers/request.ts';
import { scriptedCluster } from '../helpers/scripted-cluster.ts';
import type { Turns } from './turns.ts';

export const DAVE: Person = { slackId: 'U0DAVE', name: 'Dave', email: 'dave@example.com' };

/** A review that counted or a session that started, with what it was judged by. */
export interface Judged<Name extends string> {
  readonly what: 'approve' | 'deny' | 'start';
  readonly by: Person | undefined;
  readonly policy: Name | undefined;
  /** Whether Keyhole was frozen already when it began. */
  readonly wasFrozen: boolean;
}

interface Options<Name extends string> {
  readonly turns: Turns;
  /** Of the gateways and, last, of the workers. */
  readonly connections: readonly Redis[];
  readonly prefix: string;
  readonly policies: Readonly<Record<Name, Policy>>;
  readonly first: Name;
  readonly logger: Logger;
}

const redactor = createRedactor();
const KEEP_MS = 60_000;

/** The request `ID` in an installation of its own, and all that people, timers and workers do to it. */
export function oneRequest<Name extends string>(options: Options<Name>) {
  const { turns, connections, prefix, policies, first, logger } = options;
  const clock = { now: 1_000_000 };
  const now = () => clock.now;
  const told: Event[] = [];
  const judged: Judged<Name>[] = [];
  const replies: string[] = [];
  let isFrozen = false;

  const onChange = async (_request: Request, event: Event) => void told.push(event);

  const processes = connections.map((connection) => {
    const redis = turns.on(connection);
    const kept = { redis, prefix, keepMs: KEEP_MS };
    const believes = { policy: first };
    const freezing = openFreeze(kept);
    const gateway: Gateway = {
      requests: openRequests({ ...kept, now, onChange }),
      freeze: {
        ...freezing,
        write: async (frozen) => {
          await freezing.write(frozen);
          isFrozen = true;
        },
      },
      policy: () => policies[believes.policy],
      people: async (slackId) => [ALICE, BOB, CAROL, DAVE, MALLORY].find((each) => each.slackId === slackId),
      inquiries: openInquiries(kept),
      pods: openPodLists(kept),
      shown: openShown(kept),
      threads: openThreads(kept),
      add: async () => {},
      homes: { opened: unused },
      slack: {
        permalink: unused,
        openModal: unused,
        updateModal: unused,
        post: unused,
        postPrivately: unused,
        upload: unused,
        isIn: unused,
      },
      outputs: openOutputs(kept),
      once: openOnce(kept),
      redactor,
      logger,
      now,
    };
    const atOnce = openRequests({ ...kept, redis: connection, now, onChange });
    return { gateway, believes, kept, atOnce };
  });
  const at = (index: number) => {
    const process = processes[index % processes.length];
    if (!process) throw new Error('no process');
    return process;
  };
  /** One piece of work in a process, which remembers which policy it asked last. */
  const judging = (index: number) => {
    const { gateway, believes } = at(index);
    let last: Name | undefined;
    return {
      gateway: { ...gateway, policy: () => policies[(last = believes.policy)] },
      last: () => last,
    };
  };
  const workers = at(processes.length - 1);
  const reply = async (message: unknown) => void replies.push(String(message));

  /** A click: the request as it is read first, then what the action makes of it. */
  const clicked = async (index: number, act: (gateway: Gateway, request: Request) => Promise<unknown>) => {
    const { gateway } = at(index);
    const request = await gateway.requests.load(ID);
    if (request) await act(gateway, request);
  };
  return {
    clock,
    told,
    judged,
    replies,
    decides: (index: number, person: Person, decision: 'approve' | 'deny') =>
      clicked(index, async (_gateway, request) => {
        const { gateway, last } = judging(index);
        const wasFrozen = isFrozen;
        const sentence = await decide(gateway, { request, person, decision });
        if (sentence === undefined) judged.push({ what: decision, by: person, policy: last(), wasFrozen });
        else replies.push(sentence);
      }),
    cancels: (index: number) =>
      clicked(index, (gateway, request) =>
        // Nothing else of the click matters to it.
        cancel(gateway, { request, person: ALICE, reply, rest: '', body: {} as never }),
      ),
    ends: (index: number) => clicked(index, (gateway, request) => endSessionOf(gateway, request, ALICE)),
    freezes: (index: number) =>
      freeze(at(index).gateway, { slackId: MALLORY.slackId, reason: 'a leak', reply, aloud: reply }),
    expires: (index: number) => expireRequest(at(index).gateway.requests)(ID, new AbortController().signal),
    /** Time goes by at some moment. */
    passes: async (ms: number) => {
      await turns.take();
      clock.now += ms;
    },
    /** Every process takes the new policy up at a moment of its own. */
    reloads: async (name: Name) => {
      for (const { believes } of processes) {
        await turns.take();
        believes.policy = name;
      }
    },
    /** A worker that looks for work as often as that, and then takes the session through. */
    works: async (name: string, tries: number) => {
      const { kept } = workers;
      const { gateway, last } = judging(processes.length - 1);
      const { requests } = gateway;
      const lease = `${LEASE}-${name}`;
      const signal = new AbortController().signal;
      for (let count = 0; count < tries; count += 1) {
        const taken = await requests.change(ID, { type: 'starting', lease });
        if (taken.kind === 'refused' || !taken.request.plan) continue;
        const wasFrozen = isFrozen;
        if (taken.request.runs[0]?.startedAt !== undefined) return;
        const cluster = scriptedCluster();
        const session = new Session(
          { requests, cluster },
          { id: ID, plan: taken.request.plan, lease, signal },
        );
        const deps = {
          ...gateway,
          cluster,
          outputs: openOutputs(kept),
          userGroups: openUserGroups(kept),
          wait: async () => {},
          showProgress: async () => {},
          tailEveryMs: 1,
          watchEveryMs: 1,
        };
        const instead = await endedInstead(deps, session, taken.request);
        const policy = last();
        if (instead) return void (await session.change({ ...instead, lease }));
        if (!(await session.change({ type: 'container-added', lease }))) return;
        if (!(await session.change({ type: 'run-started', run: 0, lease }))) return;
        judged.push({ what: 'start', by: undefined, policy, wasFrozen });
        const output = { bytes: 0, cutBytes: 0, redactions: 0 };
        const verdict = { kind: 'exited', code: 0 } as const;
        await session.change({ type: 'active', lease });
        await session.change({ type: 'run-ended', run: 0, lease, verdict, output });
        return void (await session.change({ type: 'ended', outcome: 'completed', lease }));
      }
    },
    /** The record as each process reads it, and its journal. Waits for no turn. */
    read: async (): Promise<{
      records: readonly (Request | undefined)[];
      journal: readonly JournalEntry[];
    }> => ({
      records: await Promise.all(processes.map(({ atOnce }) => atOnce.load(ID))),
      journal: await workers.atOnce.journal(ID),
    }),
    /** Lets an event happen without waiting for a turn. */
    change: (event: Event) => workers.atOnce.change(ID, event),
  };
}

function unused(): never {
  throw new Error('Nobody should ask Slack for this.');
}
