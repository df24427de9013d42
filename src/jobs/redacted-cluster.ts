import type { Cluster } from '../kubernetes/cluster.ts';
import type { Redactor } from '../transcript/redactor.ts';

/**
 * The same cluster, with every sentence redacted: what an API server, a registry or a runtime says of a failure may quote
 * a password in a URL or a token, and it goes to Slack, Redis and the journal like output does.
 */
export function redactedCluster(cluster: Cluster, redactor: Redactor): Cluster {
  const clean = async <Answer extends object>(answer: Answer): Promise<Answer> => {
    if (!('sentence' in answer) || typeof answer.sentence !== 'string') return answer;
    const { text } = await redactor.redact(answer.sentence);
    return { ...answer, sentence: text };
  };
  return {
    name: cluster.name,
    server: cluster.server,
    findPod: async (...args) => clean(await cluster.findPod(...args)),
    preflight: async (options) => {
      const answer = await clean(await cluster.preflight(options));
      if (answer.kind === 'refused') return answer;
      const warnings = await Promise.all(
        answer.warnings.map(async (text) => (await redactor.redact(text)).text),
      );
      return { ...answer, warnings };
    },
    addContainer: async (options) => clean(await cluster.addContainer(options)),
    exec: async (options) => clean(await cluster.exec(options)),
    execWhenRunning: async (options) => clean(await cluster.execWhenRunning(options)),
    release: async (options) => clean(await cluster.release(options)),
    close: () => cluster.close(),
  };
}
