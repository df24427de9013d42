import { parseArgs } from 'node:util';
import type { PullPolicy } from '../domain/debug-container.ts';

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

const PULL_POLICIES: readonly PullPolicy[] = ['Always', 'IfNotPresent', 'Never'];

export const USAGE = `npm run demo -- [options]
  --once                     end after the story; exit code 0 only if it truly succeeded
  --port N                   port of the page (default: a free one)
  --context NAME             use this context of your kubeconfig instead of the sandbox cluster:
                             makes a namespace with a small "api" deployment, plays the story, removes both
  --namespace NAME           with --context: use this namespace, which exists, and leave it
  --pod NAME                 with --context and --namespace: use this pod, which exists; nothing is made or removed
  --image REF                the debug image (default docker.io/library/busybox:latest)
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
  const { context, namespace, pod, image = 'docker.io/library/busybox:latest' } = values;
  const port = Number(values.port ?? '0');
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    return invalid('--port must be a number from 0 to 65535');
  if (context === undefined && (namespace !== undefined || pod !== undefined)) {
    return invalid('--namespace and --pod need --context, as the sandbox cluster has its own');
  }
  if (pod !== undefined && namespace === undefined) return invalid('--pod needs --namespace');
  const wanted = values['image-pull-policy'];
  const pullPolicy = PULL_POLICIES.find((each) => each === wanted);
  if (wanted !== undefined && !pullPolicy)
    return invalid(`--image-pull-policy must be ${PULL_POLICIES.join(', ')}`);
  return {
    kind: 'options',
    options: {
      once: values.once ?? false,
      port,
      image,
      ...(context !== undefined && { context }),
      ...(namespace !== undefined && { namespace }),
      ...(pod !== undefined && { pod }),
      ...(pullPolicy && { pullPolicy }),
    },
  };
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
