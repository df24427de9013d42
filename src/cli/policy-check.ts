import type { Policy } from '../domain/policy/policy.ts';
import { loadPolicy } from './load-policy.ts';
import { counted, EXIT, type Terminal } from './terminal.ts';

/** Tells all that is wrong with a policy file, as at the start of the bot. Resolves to the exit code. */
export async function policyCheck(file: string, terminal: Terminal): Promise<number> {
  const loaded = await loadPolicy(file, terminal);
  if (loaded.kind === 'failed') return loaded.code;
  terminal.say(`${file} is in order: ${contents(loaded.policy)}.`);
  return EXIT.fine;
}

function contents({ clusters, people, images, profiles, rules }: Policy): string {
  const sizes = [
    counted(Object.keys(clusters).length, 'cluster'),
    counted(Object.keys(people).length, 'group of people', 'groups of people'),
    counted(Object.keys(images).length, 'image'),
    counted(Object.keys(profiles).length, 'profile of its own', 'profiles of its own'),
    counted(rules.length, 'rule'),
  ];
  return `${sizes.slice(0, -1).join(', ')} and ${sizes.at(-1)}`;
}
