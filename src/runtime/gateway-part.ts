import type { RequestListener } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import type { SlackConfig } from '../config.ts';
import { answeredTrigger, type Trigger } from '../domain/request/triggers.ts';
import { expireInquiry } from '../jobs/inquiries/expire-inquiry.ts';
import { expireRequest } from '../jobs/expire-request.ts';
import { askForReview, remindReviewers } from '../jobs/reminders.ts';
import { CLOCK_QUEUE, HOMES_QUEUE, SWEEP_QUEUE, THREADS_QUEUE } from '../jobs/queues.ts';
import { sweep } from '../jobs/sweep.ts';
import { createSlackApp } from '../slack/app.ts';
import { openShown } from '../slack/delivery/shown.ts';
import { slackCalls, slackCallsWithin } from '../slack/delivery/slack-calls.ts';
import { waitingInQueue } from '../slack/delivery/slack-limits.ts';
import { tellInquiry } from '../slack/delivery/tell-inquiry.ts';
import { showThread } from '../slack/delivery/thread-view.ts';
import { tailBudget } from '../slack/delivery/tail-budget.ts';
import { openThreads } from '../slack/delivery/threads.ts';
import { openHomeOpeners } from '../slack/home/home-openers.ts';
import { publishHome } from '../slack/home/publish-home.ts';
import { updateHomes } from '../slack/home/update-homes.ts';
import { lookUpPeople } from '../slack/people.ts';
import { slackUserGroups } from '../slack/user-groups.ts';
import type { Part, PartOptions } from './part.ts';
import { policyLooks } from './policy-looks.ts';
import type { Store } from './store.ts';

export interface GatewayPart extends Part {
  /** In HTTP mode, takes Slack's requests. */
  readonly requestListener?: RequestListener;
}

/** How long stopping waits for a message to admins that is on its way, in milliseconds. */
const LOOK_GRACE_MS = 5_000;

/** Speaks to Slack and keeps time: listeners, threads, expiry, the sweeper. Holds no cluster's credentials. */
export async function gatewayPart(slack: SlackConfig, options: PartOptions): Promise<GatewayPart> {
  const { config, policy, logger, store, redactor, now } = options;
  const wait = (ms: number) => setTimeout(ms);
  const app = createSlackApp(slack, logger, wait);
  const { prefix } = config.redis;
  const shownOn = (redis: Store['promptRedis']) => openShown({ redis, prefix, keepMs: config.keepMs });
  const shown = shownOn(store.patientRedis);
  const calls = slackCalls(app.client, wait);
  const jobCalls = slackCallsWithin(app.onceClient, waitingInQueue(now));
  const inquiries = store.patientInquiries;
  const { membershipsNow, peopleNow, renew } = slackUserGroups({
    client: app.client,
    store: store.promptUserGroups,
    policy,
    logger,
    now,
  });
  const view = {
    requests: store.patientRequests,
    inquiries,
    outputs: store.patientOutputs,
    shown,
    threads: openThreads({ redis: store.patientRedis, prefix, keepMs: config.keepMs }),
    logger,
    fetch: globalThis.fetch,
    slack: jobCalls,
    mayShowTail: tailBudget({ redis: store.patientRedis, prefix, now }),
    policy,
    membershipsNow,
  };
  const people = lookUpPeople({ client: app.client, home: () => app.home(), peopleNow, logger, now });
  const homes = {
    ...view,
    openers: openHomeOpeners({ redis: store.patientRedis, prefix, now }),
    people,
    add: (triggers: readonly Trigger[]) => store.scheduler.add(triggers),
  };
  await app.start({
    requests: store.promptRequests,
    inquiries: store.promptInquiries,
    freeze: store.promptFreeze,
    pods: store.promptPodLists,
    outputs: store.promptOutputs,
    once: store.promptOnce,
    add: (triggers) => store.scheduler.add(triggers),
    shown: shownOn(store.promptRedis),
    threads: openThreads({ redis: store.promptRedis, prefix, keepMs: config.keepMs }),
    slack: calls,
    policy,
    redactor,
    people,
    homes: openHomeOpeners({ redis: store.promptRedis, prefix, now }),
    logger,
    now,
  });
  const looks = policyLooks(options, store.promptRedis, calls, membershipsNow);
  const queues: Part['queues'] = {
    [CLOCK_QUEUE]: {
      processors: {
        'expire-request': expireRequest(store.patientRequests),
        'remind-reviewers': remindReviewers(store.patientRequests),
        'ask-for-review': askForReview(store.patientRequests),
        'expire-inquiry': expireInquiry({
          inquiries,
          tell: (inquiry) => store.scheduler.add([answeredTrigger(inquiry)]),
        }),
      },
      concurrency: 20,
    },
    [THREADS_QUEUE]: {
      processors: {
        'update-thread': (id) => showThread(view, id),
        'tell-inquiry': (id) => tellInquiry(view, id),
      },
      concurrency: 20,
    },
    [HOMES_QUEUE]: {
      processors: {
        'update-homes': (id) => updateHomes(homes, id),
        'update-home': (id) => publishHome(homes, id),
      },
      concurrency: 5,
    },
    [SWEEP_QUEUE]: {
      processors: {
        sweep: sweep({
          requests: store.patientRequests,
          freeze: store.patientFreeze,
          add: (triggers) => store.scheduler.add(triggers),
          renewMemberships: renew,
          shownVersion: async (id) => (await shown.read(id)).version,
          now,
          logger,
        }),
      },
      concurrency: 1,
    },
  };
  return {
    queues,
    checks: { slack: () => app.connected() },
    stop: async () => {
      await looks.stop(LOOK_GRACE_MS);
      await app.stop();
    },
    ...(app.requestListener && { requestListener: app.requestListener }),
  };
}
