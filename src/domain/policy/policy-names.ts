import { notDefined, type PolicyProblem } from './policy-problems.ts';
import { PROFILE_NAMES } from './profiles.ts';

/**
 * Every place where the policy names what it does not define, or defines a name twice. Takes the document as it was written,
 * so that a wrong type elsewhere hides none of them; what is of the wrong type itself is passed over.
 */
export function misusedNames(document: unknown): PolicyProblem[] {
  const sections = mapOf(document);
  const known = {
    people: namesIn(sections['people']),
    images: namesIn(sections['images']),
    profiles: 'profiles' in sections ? namesIn(sections['profiles']) : [],
  };
  return [
    ...listOf(sections['rules']).flatMap((rule, index) => undefinedNames(mapOf(rule), index, known)),
    ...undefinedIn(sections['admins'], known.people, { section: 'people', path: ['admins'] }),
    ...listOf(sections['rules']).flatMap((rule, index) => labelsPassedOver(mapOf(rule), index)),
    ...repeatedRules(listOf(sections['rules'])),
    ...repeatedClusterNames(sections['clusters']),
    ...ownProfilesNamedAsKubectls(known.profiles ?? []),
  ];
}

/** The names that a section defines; undefined where the section itself is wrong or missing. */
type Known = Readonly<Record<'people' | 'images' | 'profiles', readonly string[] | undefined>>;

function undefinedNames(rule: Settings, index: number, known: Known): PolicyProblem[] {
  const profiles = known.profiles && [...known.profiles, ...PROFILE_NAMES];
  const check = (list: unknown, section: keyof Known, path: (string | number)[]) =>
    undefinedIn(list, section === 'profiles' ? profiles : known[section], {
      section,
      path: ['rules', index, ...path],
    });
  return [
    ...check(rule['profiles'], 'profiles', ['profiles']),
    ...check(rule['requesters'], 'people', ['requesters']),
    ...check(rule['images'], 'images', ['images']),
    ...listOf(rule['approvals']).flatMap((requirement, at) =>
      check(mapOf(requirement)['from'], 'people', ['approvals', at, 'from']),
    ),
    ...check(rule['alsoRun'], 'people', ['alsoRun']),
    ...check(mapOf(rule['breakGlass'])['requesters'], 'people', ['breakGlass', 'requesters']),
  ];
}

/** The names in a list that a section, where it can be read at all, does not define. */
function undefinedIn(
  list: unknown,
  names: readonly string[] | undefined,
  { section, path }: { readonly section: keyof Known; readonly path: (string | number)[] },
): PolicyProblem[] {
  return listOf(list).flatMap((name, at) =>
    typeof name !== 'string' || !names || names.includes(name)
      ? []
      : [{ path: [...path, at], message: notDefined(name, section, names) }],
  );
}

/** The validator passes over a key of this name, and a label that a rule wants must not be lost. */
function labelsPassedOver(rule: Settings, index: number): PolicyProblem[] {
  const match = mapOf(rule['match']);
  return ['namespaceLabels', 'podLabels']
    .filter((labels) => Object.hasOwn(mapOf(match[labels]), '__proto__'))
    .map((labels) => ({
      path: ['rules', index, 'match', labels, '__proto__'],
      message: 'is no label that may stand here',
      atKey: true,
    }));
}

function repeatedRules(rules: readonly unknown[]): PolicyProblem[] {
  const names = rules.map((rule) => mapOf(rule)['name']);
  return names.flatMap((name, index) =>
    typeof name === 'string' && names.indexOf(name) !== index
      ? [{ path: ['rules', index, 'name'], message: `"${name}" names an earlier rule already` }]
      : [],
  );
}

function repeatedClusterNames(clusters: unknown): PolicyProblem[] {
  const seen = new Set<unknown>(namesIn(clusters));
  const problems: PolicyProblem[] = [];
  for (const [cluster, settings] of Object.entries(mapOf(clusters))) {
    for (const [index, alias] of listOf(mapOf(settings)['aliases']).entries()) {
      if (typeof alias === 'string' && seen.has(alias)) {
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

function ownProfilesNamedAsKubectls(profiles: readonly string[]): PolicyProblem[] {
  return PROFILE_NAMES.filter((profile) => profiles.includes(profile)).map((profile) => ({
    path: ['profiles', profile],
    message: `"${profile}" is a profile of kubectl debug: choose another name`,
    atKey: true,
  }));
}

type Settings = Readonly<Record<string, unknown>>;

function mapOf(value: unknown): Settings {
  return isMap(value) ? value : {};
}

function namesIn(value: unknown): readonly string[] | undefined {
  return isMap(value) ? Object.keys(value) : undefined;
}

function isMap(value: unknown): value is Settings {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
