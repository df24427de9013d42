import type { Cluster } from '../kubernetes/cluster.ts';
import type { Redactor } from '../transcript/redactor.ts';
import { redactedLog } from './inquiries/redacted-log.ts';

/**
 * The same cluster, with every sentence and log redacted: what an API server, a registry or a runtime says of a failure may
 * quote a password in a URL or a token, and it goes to Slack, Redis and the journal like output does. Output itself, as
 * it comes from exec and from a followed container, passes the pipeline of its run.
 */
export function redactedCluster(cluster: Cluster, redactor: Redactor): Cluster {
  const masked = async (text: string): Promise<string> => (await redactor.redact(text)).text;
  const clean = async <Answer extends object>(answer: Answer): Promise<Answer> =>
    'sentence' in answer && typeof answer.sentence === 'string'
      ? { ...answer, sentence: await masked(answer.sentence) }
      : answer;
  return {
    name: cluster.name,
    get server() {
      return cluster.server;
    },
    as: (identity) => redactedCluster(cluster.as(identity), redactor),
    findPod: async (options) => {
      const answer = await clean(await cluster.findPod(options));
      if (answer.kind !== 'found' || answer.why === undefined) return answer;
      return { ...answer, why: await masked(answer.why) };
    },
    readPod: async (options) => clean(await cluster.readPod(options)),
    listPods: async (options) => clean(await cluster.listPods(options)),
    readNamespace: async (options) => clean(await cluster.readNamespace(options)),
    preflight: async (options) => {
      const answer = await clean(await cluster.preflight(options));
      if (answer.kind === 'refused') return answer;
      return { ...answer, warnings: await Promise.all(answer.warnings.map(masked)) };
    },
    addContainer: async (options) => clean(await cluster.addContainer(options)),
    exec: async (options) => clean(await cluster.exec(options)),
    execWhenRunning: async (options) => clean(await cluster.execWhenRunning(options)),
    followContainer: async (options) => clean(await cluster.followContainer(options)),
    report: async (options) => {
      const answer = await clean(await cluster.report(options));
      if (answer.kind !== 'reported') return answer;
      const { state } = answer.report;
      if (!('message' in state) || state.message === undefined) return answer;
      const message = await masked(state.message);
      return { ...answer, report: { ...answer.report, state: { ...state, message } } };
    },
    readLog: async (options) => {
      const answer = await clean(await cluster.readLog(options));
      if (answer.kind !== 'log') return answer;
      return { ...answer, text: await redactedLog(redactor, answer.text, answer.cut) };
    },
    recordEvent: async (options) => clean(await cluster.recordEvent(options)),
    release: async (options) => clean(await cluster.release(options)),
    close: () => cluster.close(),
  };
}
