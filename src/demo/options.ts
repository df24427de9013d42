import { parseArgs } from 'node:util';
import type { PullPolicy } from '../domain/container/debug-container.ts';

/** How the demo is run. */
export interface DemoOptions {
  /** End after the story instead of leaving the page open. */
  readonly once: boolean;
  /** The port of the page; 0 takes a free one. */
  readonly port: number;
  /** A real cluster's context instead of the sandbox cluster. */
  readonly context?: string;
  readonly namespace?: string;
  readonly pod?: string;
  readonly image: string;
  readonly pullPolicy?: PullPolicy;
}

export type DemoOptionsReading =
  | { readonly kind: 'options'; readonly options: DemoOptions }
  | { readonly kind: 'help' }
  | { readonly kind: 'invalid'; readonly sentence: string };

const DEFAULT_IMAGE = 'docker.io/library/busybox:latest';
const PULL_POLICIES: readonly PullPolicy[] = ['Always', 'IfNotPresent', 'Never'];

export const USAGE = `npm run demo -- [options]
  --once                     end after the story; exit code 0 only if it truly succeeded
  --port N                   port of the page (default: a free one)
  --context NAME             use this context of your kubeconfig instead of the sandbox cluster:
                             makes a namespace with a small "api" deployment, plays the story, removes both
  --namespace NAME           with --context: use this namespace, which exists, and leave it
  --pod NAME                 with --context and --namespace: use this pod, which exists; nothing is made or removed
  --image REF                the debug image (default ${DEFAULT_IMAGE})
  --image-pull-policy P      Always, IfNotPresent or Never
`;

/** Reads the demo's arguments. */
export function readDemoOptions(args: readonly string[]): DemoOptionsReading {
  let values: ReturnType<typeof parse>;
  try {
    values = parse(args);
  } catch (error) {
    return invalid(error instanceof Error ? (error.message.split('. To specify')[0] ?? '') : String(error));
  }
  if (values.help) return { kind: 'help' };
  const problem = problemOf(values);
  if (problem !== undefined) return invalid(problem);
  const { once = false, port = '0', image = DEFAULT_IMAGE, context, namespace, pod } = values;
  const pullPolicy = pullPolicyOf(values['image-pull-policy']);
  return {
    kind: 'options',
    options: {
      once,
      port: Number(port),
      image,
      ...(context !== undefined && { context }),
      ...(namespace !== undefined && { namespace }),
      ...(pod !== undefined && { pod }),
      ...(pullPolicy && { pullPolicy }),
    },
  };
}

function problemOf(values: ReturnType<typeof parse>): string | undefined {
  const { port = '0', context, namespace, pod } = values;
  const policy = values['image-pull-policy'];
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) return '--port must be a number from 0 to 65535';
  if (context === undefined && (namespace !== undefined || pod !== undefined)) {
    return '--namespace and --pod need --context, as the sandbox cluster has its own';
  }
  if (pod !== undefined && namespace === undefined) return '--pod needs --namespace';
  if (policy !== undefined && !pullPolicyOf(policy))
    return `--image-pull-policy must be ${PULL_POLICIES.join(', ')}`;
  return undefined;
}

function pullPolicyOf(text: string | undefined): PullPolicy | undefined {
  return PULL_POLICIES.find((each) => each === text);
}

function parse(args: readonly string[]) {
  return parseArgs({
    args: [...args],
    options: {
      once: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
      port: { type: 'string' },
      context: { type: 'string' },
      namespace: { type: 'string' },
      pod: { type: 'string' },
      image: { type: 'string' },
      'image-pull-policy': { type: 'string' },
    },
  }).values;
}

function invalid(sentence: string): DemoOptionsReading {
  return { kind: 'invalid', sentence };
}
