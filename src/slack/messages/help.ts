import { code, escaped } from '../text.ts';
import { context, type Message, section } from './blocks.ts';

type Line = readonly [what: string, meaning: string];

const EXAMPLES: readonly Line[] = [
  ['/debug', 'a form to fill in'],
  ['/debug pod api-7f9 busybox', 'a first look; it stays open'],
  ['$ ps aux', 'another command, in its thread'],
  ['/debug pod api-7f9 busybox -- ps aux', 'one command'],
  ['/debug deploy/api -n shop', 'its pod that needs it most'],
  ['/debug -l app=api busybox', 'a pod by its labels'],
  ['/debug status ID', 'how a container stands'],
  ['/debug logs ID', 'what it has logged'],
  ['/debug end ID', 'ends a session early'],
  ['/debug again ID', 'the same once more'],
  ['/debug list', 'what is open, and for you'],
  ['/debug transcript ID', 'all of it, as a file'],
  ['/debug transcript --since 2h', 'all that happened here'],
  ['/debug policy', 'what you may do, and where'],
  ['/debug images', 'the images for you'],
];

const FLAGS: readonly (readonly [group: string, lines: readonly Line[]])[] = [
  [
    'Where',
    [
      ['-n NAMESPACE', 'or NAMESPACE/POD'],
      ['--cluster NAME', 'where there are several'],
      ['--target NAME', 'the container to look into'],
    ],
  ],
  [
    'With',
    [
      ['--profile NAME', 'restricted, baseline, general, …'],
      ['--env NAME=VALUE', 'as often as needed'],
      ['--volumes', "the target's volumes, too"],
      ['--entrypoint', 'for images without a shell'],
      ['-c NAME', "the new container's name"],
      ['--image-pull-policy Always', 'or IfNotPresent, Never'],
    ],
  ],
  [
    'Why and how long',
    [
      ['--reason "TEXT"', 'for those who approve'],
      ['--break-glass', 'at once, in an emergency'],
      ['--timeout 90s', 'for each command'],
      ['--duration 15m', 'for the whole session'],
      ['--reuse keyhole-ID', 'a debug container that still runs'],
      ['-- COMMAND', 'always last; pipes run by sh -c'],
    ],
  ],
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
      ...FLAGS.map(([group, lines]) => section([`*${group}*`, ...lines.map(line)].join('\n'))),
      context(
        `A pod can be named by how its name begins; deploy, sts, ds, rs and job name a workload. Flags mean what they mean to ${code('kubectl debug')}. An ID stands at the end of a card. Only you see the answers; ${code('--here')} after list, status, policy or images shows them to all. ${code('--break-glass')} wants a ${code('--reason')}, and is reviewed afterwards. Admins stop everything with ${code('/debug freeze')} and take it back with ${code('/debug unfreeze')}.`,
      ),
    ],
  };
}

function line([what, meaning]: Line): string {
  return `${code(what)}  ${escaped(meaning)}`;
}
