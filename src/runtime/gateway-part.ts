import type { RequestListener } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import type { SlackConfig } from '../config.ts';
import { answeredTrigger } from '../domain/request/triggers.ts';
import { expireInquiry } from '../jobs/inquiries/expire-inquiry.ts';
import { expireRequest } from '../jobs/expire-request.ts';
import { CLOCK_QUEUE, SWEEP_QUEUE, THREADS_QUEUE } from '../jobs/queues.ts';
import { sweep } from '../jobs/sweep.ts';
import { createSlackApp } from '../slack/app.ts';
import { openShown } from '../slack/delivery/shown.ts';
import { slackCalls } from '../slack/delivery/slack-calls.ts';
import { tellInquiry } from '../slack/delivery/tell-inquiry.ts';
import { showThread } from '../slack/delivery/thread-view.ts';
import { tailBudget } from '../slack/delivery/tail-budget.ts';
import { lookUpPeople } from '../slack/people.ts';
import type { Part, PartOptions } from './part.ts';
import type { Store } from './store.ts';

export interface GatewayPart extends Part {
  /** In HTTP mode, takes Slack's requests. */
  readonly requestListener?: RequestListener;
}

/** Speaks to Slack and keeps time: listeners, threads, expiry, the sweeper. Holds no cluster's credentials. */
export async function gatewayPart(
  slack: SlackConfig,
  { config, policy, logger, store, redactor, now }: PartOptions,
): Promise<GatewayPart> {
  const wait = (ms: number) => setTimeout(ms);
  const app = createSlackApp(slack, logger, wait);
  const { prefix } = config.redis;
  const shownOn = (redis: Store['promptRedis']) => openShown({ redis, prefix, keepMs: config.keepMs });
  const shown = shownOn(store.patientRedis);
  const calls = slackCalls(app.client, wait);
  const inquiries = store.patientInquiries;
  const view = {
    requests: store.patientRequests,
    inquiries,
    outputs: store.outputs,
    shown,
    logger,
    fetch: globalThis.fetch,
    slack: calls,
    mayShowTail: tailBudget({ redis: store.patientRedis, prefix, now }),
  };
  await app.start({
    requests: store.promptRequests,
    inquiries: store.promptInquiries,
    add: (triggers) => store.scheduler.add(triggers),
    shown: shownOn(store.promptRedis),
    slack: calls,
    policy,
    redactor,
    people: lookUpPeople({ client: app.client, home: () => app.home(), logger, now }),
    logger,
    now,
  });
  const queues: Part['queues'] = {
    [CLOCK_QUEUE]: {
      processors: {
        'expire-request': expireRequest(store.patientRequests),
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
    [SWEEP_QUEUE]: {
      processors: {
        sweep: sweep({
          requests: store.patientRequests,
          add: (triggers) => store.scheduler.add(triggers),
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
    stop: () => app.stop(),
    ...(app.requestListener && { requestListener: app.requestListener }),
  };
}
