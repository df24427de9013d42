import { isDeepStrictEqual } from 'node:util';
import type { Policy } from '../domain/policy/policy.ts';
import type { Logger } from '../logger.ts';
import { policyFromText, type PolicyText, readPolicyText } from '../policy-file.ts';
import { repeat } from './repeating.ts';

/** What is judged by. */
export interface PolicyInForce {
  readonly current: () => Policy;
  /** What is wrong with the file as it is now, each as `file:line:column: …`; none when `current` is what it says. */
  readonly problems: () => readonly string[];
}

export interface FollowedPolicy extends PolicyInForce {
  /** Looks at the file once more. What it says counts when two looks in a row saw the same, as an editor may still be writing. */
  look(): Promise<void>;
  stop(): Promise<void>;
}

/** How often the file is read, in milliseconds. */
const LOOK_EVERY_MS = 1_000;

/** A policy that nobody edits. */
export function fixedPolicy(policy: Policy): PolicyInForce {
  return { current: () => policy, problems: () => [] };
}

/**
 * Follows the policy file. It is read again and again rather than watched: that sees the symlink of a ConfigMap's volume move,
 * an editor that replaces the file and a network's file system alike. A file with problems changes nothing, and they are
 * logged once.
 */
export function followPolicy(options: {
  readonly path: string;
  readonly policy: Policy;
  readonly logger: Logger;
  readonly everyMs?: number;
}): FollowedPolicy {
  const { path, policy: first, logger, everyMs = LOOK_EVERY_MS } = options;
  let current = first;
  let problems: readonly string[] = [];
  let seen: PolicyText | undefined;
  let judged: PolicyText | undefined;

  function take(file: PolicyText): void {
    const reading = file.kind === 'text' ? policyFromText(file.text, path) : file;
    const wasUpToDate = problems.length === 0;
    problems = reading.kind === 'policy' ? [] : reading.problems;
    if (reading.kind !== 'policy') {
      logger.error(
        { problems },
        'The policy file has problems: the policy that was read before stays in force',
      );
      return;
    }
    if (isDeepStrictEqual(reading.policy, current)) {
      if (!wasUpToDate) logger.info('The policy file is in order again, with the policy that is in force');
      return;
    }
    current = reading.policy;
    logger.info({ rules: current.rules.map(({ name }) => name) }, 'The policy file changed: it is in force');
    const clusters = otherClusters(first, current);
    if (clusters.length > 0) {
      logger.warn({ clusters }, 'Workers serve the clusters that they began with: restart them');
    }
  }

  async function look(): Promise<void> {
    const file = await readPolicyText(path);
    if (isDeepStrictEqual(file, seen) && !isDeepStrictEqual(file, judged)) {
      judged = file;
      take(file);
    }
    seen = file;
  }

  const looking = repeat(look, everyMs, (error) =>
    logger.error({ err: error }, 'The policy file could not be looked at'),
  );
  return { current: () => current, problems: () => problems, look, stop: () => looking.stop() };
}

/** The clusters that came, went, or have another context. */
function otherClusters(before: Policy, after: Policy): string[] {
  const names = new Set([...Object.keys(before.clusters), ...Object.keys(after.clusters)]);
  return [...names].filter((name) => {
    const [old, now] = [before.clusters[name], after.clusters[name]];
    return !old || !now || old.context !== now.context;
  });
}
