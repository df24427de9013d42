import type { Policy, PolicyProblem } from './policy.ts';
import { PROFILES } from './profiles.ts';

/** Every place where the policy names what it does not define, or defines a name twice. */
export function misusedNames(policy: Policy): PolicyProblem[] {
  const problems: PolicyProblem[] = [];
  const check = (known: object, used: readonly string[], kind: string, path: (string | number)[]) => {
    for (const [index, key] of used.entries()) {
      if (!Object.hasOwn(known, key)) {
        problems.push({ path: [...path, index], message: `"${key}" is not defined under ${kind}` });
      }
    }
  };
  const profiles = { ...policy.profiles, ...PROFILES };
  for (const [index, each] of policy.rules.entries()) {
    check(profiles, each.profiles, 'profiles', ['rules', index, 'profiles']);
    check(policy.people, each.requesters, 'people', ['rules', index, 'requesters']);
    check(policy.images, each.images, 'images', ['rules', index, 'images']);
    for (const [at, requirement] of each.approvals.entries()) {
      check(policy.people, requirement.from, 'people', ['rules', index, 'approvals', at, 'from']);
    }
    if (policy.rules.findIndex((other) => other.name === each.name) !== index) {
      problems.push({
        path: ['rules', index, 'name'],
        message: `"${each.name}" names an earlier rule already`,
      });
    }
  }
  return [...problems, ...repeatedClusterNames(policy), ...repeatedProfiles(policy)];
}

function repeatedClusterNames(policy: Policy): PolicyProblem[] {
  const seen = new Set(Object.keys(policy.clusters));
  const problems: PolicyProblem[] = [];
  for (const [cluster, { aliases }] of Object.entries(policy.clusters)) {
    for (const [index, alias] of aliases.entries()) {
      if (seen.has(alias)) {
        problems.push({
          path: ['clusters', cluster, 'aliases', index],
          message: `"${alias}" names two clusters`,
        });
      }
      seen.add(alias);
    }
  }
  return problems;
}

function repeatedProfiles({ profiles }: Policy): PolicyProblem[] {
  return Object.keys(profiles)
    .filter((profile) => Object.hasOwn(PROFILES, profile))
    .map((profile) => ({
      path: ['profiles', profile],
      message: `"${profile}" is a profile of kubectl debug: choose another name`,
    }));
}
