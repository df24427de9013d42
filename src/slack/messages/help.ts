import { code, escaped } from '../text.ts';
import { context, type Message, section } from './blocks.ts';

const EXAMPLES: readonly (readonly [string, string])[] = [
  ['/debug pod api-7f9 busybox', 'a first look; the session stays open for a while'],
  ['/debug pod api-7f9 busybox -- ps aux', 'one command; then the session ends'],
];

const FLAGS: readonly (readonly [string, string])[] = [
  ['-n NAMESPACE', 'where the pod is'],
  ['--cluster NAME', 'which cluster'],
  ['--target NAME', 'the container whose processes you want to see'],
  ['--profile NAME', 'general, baseline, restricted, netadmin or sysadmin'],
  ['--reason "TEXT"', 'why, for those who approve'],
  ['-- COMMAND', 'what to run, always last; pipes and variables run by sh -c'],
];

/** What `/debug` and `/debug help` answer: short lines, as many read it on a phone. */
export function help(): Message {
  return {
    text: 'How to use /debug',
    blocks: [
      section(
        '*Ask for a debug container in a running pod.* Whoever may approve sees a card here; the output comes into its thread.',
      ),
      section(EXAMPLES.map(line).join('\n')),
      section(FLAGS.map(line).join('\n')),
      context('A pod can be named by how its name begins.'),
    ],
  };
}

function line([what, meaning]: readonly [string, string]): string {
  return `${code(what)}  ${escaped(meaning)}`;
}
