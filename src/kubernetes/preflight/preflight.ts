import type { ApiFailure } from '../failures/api-failure.ts';
import type { Preflight, PreflightOptions } from '../cluster.ts';
import type { Connection } from '../connection/connection.ts';
import { askedToAdd, patchContainer } from '../containers/ephemeral-containers.ts';
import { failureSentence } from '../failures/failures.ts';
import { admissionWarnings } from './admitted.ts';
import { podFitness } from './pod-fitness.ts';
import { readPod } from '../finding/pod-search.ts';
import { dependsOnProfile, podSecurityBreach, podSecuritySentence } from '../failures/pod-security.ts';
import { type Right, hasRight, rightsFor, rightText } from './rights.ts';

const OWN_ACCOUNT = "Keyhole's account";

/** Of the alternatives so many are tried at most: each is a call. */
const MOST_TRIALS = 6;

/** Everything that can be known beforehand: the pod's state, the rights, and the patch itself as a dry run. */
export async function preflight(connection: Connection, options: PreflightOptions): Promise<Preflight> {
  const { namespace, pod, container, mode, reused, signal } = options;
  const asked = askedToAdd(connection.cluster, options);
  const read = await readPod(connection, namespace, pod.name, signal);
  if (read.kind === 'failed') {
    return refuse(failureSentence(read.failure, { ...asked, verb: 'get', resource: 'pods' }));
  }
  const fitness = podFitness(read.value, pod, container, reused);
  if (fitness.kind === 'refused') return fitness;
  const rights = rightsFor({ mode, reused, acts: connection.identity !== undefined });
  const [dryRun, ...answers] = await Promise.all([
    reused ? undefined : patchContainer(connection, { ...options, dryRun: true }),
    ...rights.map((right) => hasRight(connection, right, { namespace, pod: pod.name, signal })),
  ]);
  const lacking = rights.filter((_right, index) => answers[index] === 'no');
  const missing = lacking.filter(({ without }) => without === undefined);
  if (missing.length > 0) return refuse(missingSentence(connection, namespace, missing));
  if (dryRun?.kind === 'failed') return dryRunRefused(connection, options, dryRun.failure);
  const unknown = rights.filter(
    (right, index) => answers[index] === 'unknown' && right.without === undefined,
  );
  return {
    kind: 'ok',
    warnings: [
      ...fitness.warnings,
      ...(dryRun ? admissionWarnings(dryRun.value, container) : []),
      ...missingWarnings(connection, namespace, lacking),
      ...(unknown.length > 0
        ? [`Whether ${accountOf(connection)} has the rights that it needs could not be asked.`]
        : []),
    ],
  };
}

/** Where Pod Security is in the way, tries the other profiles one after the other. */
async function dryRunRefused(
  connection: Connection,
  options: PreflightOptions,
  failure: ApiFailure,
): Promise<Preflight> {
  const { namespace, container, alternatives } = options;
  const breach = failure.kind === 'answered' ? podSecurityBreach(failure.message) : undefined;
  if (!breach) return refuse(failureSentence(failure, askedToAdd(connection.cluster, options)));
  const advice = { namespace, container: container.name };
  if (!dependsOnProfile(breach, container.name)) return refuse(podSecuritySentence(breach, advice));
  const tried: string[] = [];
  for (const alternative of alternatives.slice(0, MOST_TRIALS)) {
    const trial = await patchContainer(connection, {
      ...options,
      container: alternative.container,
      dryRun: true,
    });
    tried.push(alternative.profile);
    if (trial.kind === 'failed') continue;
    const passes = alternative.profile;
    return { kind: 'refused', sentence: podSecuritySentence(breach, { ...advice, passes }), passes };
  }
  return refuse(podSecuritySentence(breach, { ...advice, tried }));
}

function missingSentence(connection: Connection, namespace: string, missing: readonly Right[]): string {
  return `${upper(accountOf(connection))} may not ${textOf(missing)} in the namespace ${namespace} of ${connection.cluster}: have a role grant it ${missing.length === 1 ? 'that' : 'these'}.`;
}

/** One for each consequence. */
function missingWarnings(connection: Connection, namespace: string, lacking: readonly Right[]): string[] {
  const groups = Map.groupBy(lacking, ({ own, without }) => `${own} ${without}`);
  return [...groups.values()].flatMap((rights) => {
    const [first] = rights;
    if (!first) return [];
    const account = first.own ? OWN_ACCOUNT : accountOf(connection);
    return [
      `${upper(account)} may not ${textOf(rights)} in the namespace ${namespace}, so ${first.without ?? ''}.`,
    ];
  });
}

function textOf(rights: readonly Right[]): string {
  return rights.map(rightText).join(' and ');
}

function accountOf({ identity }: Connection): string {
  return identity ? `the account ${identity.user}` : OWN_ACCOUNT;
}

function upper(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

function refuse(sentence: string): Preflight {
  return { kind: 'refused', sentence };
}
