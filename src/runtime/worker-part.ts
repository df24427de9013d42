import { setTimeout } from 'node:timers/promises';
import { answeredTrigger, triggersFor } from '../domain/request/triggers.ts';
import { answerInquiry } from '../jobs/inquiries/answer-inquiry.ts';
import { listPodsOf } from '../jobs/inquiries/list-pods.ts';
import { extendSession } from '../jobs/session/extend-session.ts';
import { lookAtSession } from '../jobs/session/look-at-session.ts';
import { prepareRequest } from '../jobs/preparing/prepare-request.ts';
import { clusterQueue, sessionsQueue } from '../jobs/queues.ts';
import { redactedCluster } from '../jobs/redacted-cluster.ts';
import { releaseSession } from '../jobs/session/release-session.ts';
import { runSession } from '../jobs/session/run-session.ts';
import type { Inquiry } from '../requests/inquiry.ts';
import type { Part, PartOptions } from './part.ts';
import { servedClusters } from './served-clusters.ts';

/** Asks looked into, containers released and inquiries answered at once, for each cluster. */
const SHORT_JOBS_AT_ONCE = 20;

/** Serves the queues of the clusters: the only part that holds their credentials. */
export function workerPart({ config, policy, logger, store, redactor, now }: PartOptions): Part {
  const served = servedClusters(config, policy(), logger);
  const requests = store.patientRequests;
  const queues = served.clusters.flatMap((plain) => {
    const cluster = redactedCluster(plain, redactor);
    const wait = (ms: number) => setTimeout(ms);
    const freeze = store.patientFreeze;
    const deps = { requests, cluster, policy, logger, now, wait, freeze };
    const session = {
      ...deps,
      outputs: store.patientOutputs,
      userGroups: store.patientUserGroups,
      redactor,
      tailEveryMs: 2_000,
      watchEveryMs: 1_000,
      showProgress: async (requestId: string) => {
        const request = await requests.load(requestId);
        if (request)
          await store.scheduler.add(triggersFor(request, now()).filter(({ job }) => job === 'update-thread'));
      },
    };
    const inquiry = {
      requests,
      cluster,
      inquiries: store.patientInquiries,
      tell: (answered: Inquiry) => store.scheduler.add([answeredTrigger(answered)]),
    };
    const short = {
      'prepare-request': prepareRequest(deps),
      'look-at-session': lookAtSession(deps),
      'extend-session': extendSession(session),
      'release-session': releaseSession(deps),
      'answer-inquiry': answerInquiry(inquiry),
      'list-pods': listPodsOf({ cluster, podLists: store.patientPodLists, policy, redactor, now }),
    };
    return [
      [clusterQueue(cluster.name), { processors: short, concurrency: SHORT_JOBS_AT_ONCE }],
      [
        sessionsQueue(cluster.name),
        { processors: { 'run-session': runSession(session) }, concurrency: config.concurrency },
      ],
    ] as const;
  });
  return {
    queues: Object.fromEntries(queues),
    checks: { clusters: served.usable },
    stop: async () => {
      await Promise.all(served.clusters.map((cluster) => cluster.close()));
    },
  };
}
