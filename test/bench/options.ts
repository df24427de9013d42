import { parseArgs } from 'node:util';

/** Where the bench measures, and with what. */
export interface BenchOptions {
  /** A context of the kubeconfig instead of the sandbox cluster. */
  readonly context?: string;
  readonly image: string;
}

export const USAGE = `npm run bench -- [options]
  --context NAME   measure in this context of your kubeconfig, too, beside \`kubectl debug\` where kubectl is on PATH:
                   makes a namespace with a small deployment and removes it
  --image REF      the debug image (default docker.io/library/busybox:1.37)
`;

/** Reads the bench's arguments; a wrong one is the sentence to print. */
export function readBenchOptions(args: readonly string[]): BenchOptions | string {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { context: { type: 'string' }, image: { type: 'string' }, help: { type: 'boolean' } },
    });
    if (values.help) return USAGE;
    const { context, image = 'docker.io/library/busybox:1.37' } = values;
    return { image, ...(context !== undefined && { context }) };
  } catch (error) {
    return `${error instanceof Error ? error.message : String(error)}\n${USAGE}`;
  }
}
