import type { Mode } from '../../domain/request/plan.ts';
import type { OutputSegment } from '../../transcript/segment.ts';
import { code, shortened } from '../text.ts';
import { context, type Message, section } from './blocks.ts';
import { outputBlocks } from './output-blocks.ts';
import { linked } from './linked.ts';

export interface ContainerLog {
  readonly container: string;
  readonly output: readonly OutputSegment[];
  /** There was more before it. */
  readonly cut: boolean;
}

/** A container's log, for the thread of its request. */
export function logMessage({ container, output, cut }: ContainerLog, askedBy: string): Message {
  return {
    text: `Log of ${container}`,
    blocks: [
      section(`:scroll: *Log of* ${nameOf(container)}, asked by <@${askedBy}>`),
      ...outputBlocks(output),
      ...(cut ? [context('This is its end; the cluster keeps more before it.')] : []),
    ],
  };
}

/** What whoever asked for a log is told when it is in the thread. */
export function logIsThere(container: string, link: string | undefined): Message {
  const there = link === undefined ? "the request's thread" : linked(link, "the request's thread");
  return {
    text: `The log of ${container} is in the request's thread.`,
    blocks: [section(`The log of ${nameOf(container)} is in ${there}.`)],
  };
}

/** A log with nothing in it: most often as the container's own process only waits, while commands run beside it. */
export function logIsEmpty(container: string, mode: Mode): Message {
  const why =
    mode === 'exec'
      ? "its own process only waits. What commands beside it printed is in the request's thread."
      : 'its process has printed nothing.';
  return {
    text: `The log of ${container} is empty.`,
    blocks: [section(`The log of ${nameOf(container)} is empty: ${why}`)],
  };
}

function nameOf(container: string): string {
  return code(shortened(container, 80));
}
