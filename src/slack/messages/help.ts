import { context, type Message, preformatted, section } from './blocks.ts';

/** What `/debug` and `/debug help` answer. */
export function help(): Message {
  return {
    text: 'How to use /debug',
    blocks: [
      section(
        '*Ask for a debug container in a running pod.* Whoever may approve sees a card here, and the output comes into its thread.',
      ),
      preformatted(
        [
          '/debug pod api-7f9 busybox               a first look, and the session stays open',
          '/debug pod api-7f9 busybox -- ps aux     one command, and the session ends',
        ].join('\n'),
      ),
      preformatted(
        [
          '-n, --namespace NAME   where the pod is',
          '--cluster NAME         which cluster',
          '--target NAME          the container whose processes you want to see',
          '--profile NAME         general, baseline, restricted, netadmin or sysadmin',
          '--image NAME           the same as the word after the pod',
          '--reason "TEXT"        why, for the approvers',
          '-- COMMAND             what to run; pipes and variables run by sh -c',
        ].join('\n'),
      ),
      context('A pod can be named by how its name begins.'),
    ],
  };
}
