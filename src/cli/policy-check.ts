import type { Policy } from '../domain/policy/policy.ts';
import { readPolicyFile } from '../policy-file.ts';
import { EXIT, type Terminal } from './terminal.ts';

/** Tells all that is wrong with a policy file, as at the start of the bot. Resolves to the exit code. */
export async function policyCheck(file: string, { say, complain }: Terminal): Promise<number> {
  const reading = await readPolicyFile(file);
  switch (reading.kind) {
    case 'policy':
      say(`${file} is in order: ${contents(reading.policy)}.`);
      return EXIT.fine;
    case 'invalid':
      for (const problem of reading.problems) say(problem);
      complain(`${file} has ${counted(reading.problems.length, 'problem')}: Keyhole would not take it.`);
      return EXIT.problems;
    case 'unreadable':
      complain(`${reading.problems[0]}.`);
      return EXIT.usage;
  }
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

function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
