import leven from 'leven';

/** The ends that controllers give to names: `-7f9c6d5b84-x2k4p`, `-x2k4p`, `-0`. */
const GENERATED_ENDS = [/-[a-z0-9]{5,10}-[a-z0-9]{5}$/, /-[a-z0-9]{5}$/, /-\d+$/];

/**
 * The pods' names that are spelled nearly as `wanted`, best first. Compared are the whole name, its beginning, and the
 * name without the ends that controllers add, as people type any of these.
 */
export function nearestNames(wanted: string, names: readonly string[], most = 5): string[] {
  const typed = wanted.toLowerCase();
  // Two changes make a swap of neighbours; as many changes as letters would fit everything.
  const farthest = Math.min(Math.max(2, Math.floor(typed.length / 3)), typed.length - 1);
  return names
    .map((name) => ({ name, distance: distanceTo(typed, name, farthest) }))
    .filter(({ distance }) => distance <= farthest)
    .sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1))
    .slice(0, most)
    .map(({ name }) => name);
}

function distanceTo(typed: string, name: string, farthest: number): number {
  const forms = [name, name.slice(0, typed.length), ...GENERATED_ENDS.map((end) => name.replace(end, ''))];
  // A name that is so much longer or shorter cannot be near, and long ones are slow to compare.
  const near = forms.filter((form) => Math.abs(form.length - typed.length) <= farthest);
  return Math.min(Number.POSITIVE_INFINITY, ...near.map((form) => leven(typed, form)));
}
