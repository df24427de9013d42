import type { ContainerReport } from '../domain/container/container-report.ts';
import type { Person } from '../domain/request/person.ts';
import type { OutputSegment } from '../transcript/segment.ts';

/** A question about a session's container, which only a worker of its cluster can answer. It changes no request. */
export interface Inquiry {
  readonly id: string;
  readonly about: 'status' | 'logs';
  readonly requestId: string;
  readonly cluster: string;
  readonly by: Person;
  /** The answer is for everybody in the channel of the request's card. */
  readonly here?: true;
  /** Milliseconds since the epoch. */
  readonly askedAt: number;
  readonly answer?: InquiryAnswer;
}

export type InquiryAnswer =
  | { readonly kind: 'status'; readonly report: ContainerReport }
  /** The end of the container's log, redacted; `cut`: there was more before it. */
  | { readonly kind: 'logs'; readonly output: readonly OutputSegment[]; readonly cut: boolean }
  | { readonly kind: 'failed'; readonly sentence: string };
