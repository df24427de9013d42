import { quoteAtEnd } from '../failures/quote.ts';

/** Why it is unknown how a followed container ended. */
export type LostHow =
  /** With the exit code that the deletion brought about, where the cluster told it. */
  | { readonly kind: 'deleted'; readonly exitCode?: number }
  | { readonly kind: 'replaced' }
  /** `why` is the cluster's word, such as `Evicted`. */
  | { readonly kind: 'pod-over'; readonly why: string }
  /** The node has lost it. */
  | { readonly kind: 'unknown' };

/** The sentence for a container that ran and whose own end cannot be known. */
export function lostSentence(pod: string, how: LostHow): string {
  switch (how.kind) {
    case 'deleted': {
      const code = how.exitCode === undefined ? '' : ` with exit code ${how.exitCode}`;
      return `The pod ${pod} was deleted while the command ran, which ended it${code}: ask again for the pod that takes its place.`;
    }
    case 'replaced':
      return `The pod ${pod} was replaced by another of the same name while the command ran, which ended it: ask again.`;
    case 'pod-over':
      return `The pod ${pod} was ended while the command ran (${quoteAtEnd(how.why)}), so how the command ended is unknown: check before you run it again.`;
    case 'unknown':
      return `The node of the pod ${pod} has lost the container, so how the command ended is unknown: check before you run it again.`;
  }
}
