import { parseArgs } from 'node:util';
import { defaultImage } from './subject.ts';

/** How the suite is run against a real cluster. */
export interface ContractOptions {
  context: string;
  kubeconfig?: string;
  image: string;
  /** Of the expectations' names; absent: all of them. */
  only?: string;
}

export type OptionsReading =
  { kind: 'options'; options: ContractOptions } | { kind: 'help' } | { kind: 'invalid'; sentence: string };

export const usage = `npm run test:cluster -- --context NAME [options]
  --context NAME       the context of your kubeconfig whose cluster is tried
  --kubeconfig FILE    the kubeconfig (default: KUBECONFIG, then ~/.kube/config)
  --image REF          an image with busybox that the cluster can run (default ${defaultImage})
  --only PATTERN       only the expectations whose names match
Makes three namespaces of its own, with names that no one has, and deletes them at the end.
`;

/** Reads the arguments. */
export function readContractOptions(args: readonly string[]): OptionsReading {
  let values: ReturnType<typeof parse>;
  try {
    values = parse(args);
  } catch (error) {
    const { message } = error as Error;
    return { kind: 'invalid', sentence: message.split('. To specify')[0] ?? message };
  }
  const { context, kubeconfig, image = defaultImage, only, help } = values;
  if (help === true) return { kind: 'help' };
  if (context === undefined || context === '') return { kind: 'invalid', sentence: '--context is needed' };
  return {
    kind: 'options',
    options: {
      context,
      image,
      ...(kubeconfig !== undefined && { kubeconfig }),
      ...(only !== undefined && { only }),
    },
  };
}

function parse(args: readonly string[]) {
  return parseArgs({
    args: [...args],
    options: {
      help: { type: 'boolean', short: 'h' },
      context: { type: 'string' },
      kubeconfig: { type: 'string' },
      image: { type: 'string' },
      only: { type: 'string' },
    },
  }).values;
}
