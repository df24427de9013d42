import type { Request } from '../../domain/request/request.ts';
import { KeyholeError } from '../../errors.ts';
import type { Cluster, ContainerOptions } from '../../kubernetes/cluster.ts';
import type { Inquiries } from '../../requests/inquiries.ts';
import type { Inquiry, InquiryAnswer } from '../../requests/inquiry.ts';
import type { Requests } from '../../requests/requests.ts';
import { noAnswerWithin } from '../no-answer.ts';
import type { Processor } from '../workers.ts';

/** How long answering may take, in milliseconds: less than the person is kept waiting for (domain/request/triggers.ts). */
const ANSWER_MS = 15_000;
/** As much of a log as a person reads and Redis may hold for every question. */
const LOG_LINES = 2_000;
const LOG_BYTES = 1_000_000;

/** Asks the cluster what someone wants to know of a session's container, and stores what it says for the gateway to tell. */
export function answerInquiry(deps: {
  requests: Requests;
  inquiries: Inquiries;
  cluster: Cluster;
  /** Asks for the answer to be told. */
  tell: (inquiry: Inquiry) => Promise<void>;
}): Processor {
  return async (id, signal) => {
    const inquiry = await deps.inquiries.read(id);
    if (!inquiry) return;
    if (!inquiry.answer) {
      const request = await deps.requests.load(inquiry.requestId);
      const answer = await answerTo(inquiry, request, deps.cluster, signal);
      // Stopping is no answer of the cluster: the job goes to another worker.
      if (signal.aborted) throw new KeyholeError('stopping', 'The worker is stopping.');
      await deps.inquiries.answer(id, answer);
    }
    await deps.tell(inquiry);
  };
}

async function answerTo(
  { about }: Inquiry,
  request: Request | undefined,
  cluster: Cluster,
  stopping: AbortSignal,
): Promise<InquiryAnswer> {
  if (!request?.plan) return { kind: 'failed', sentence: 'This request has no container to look at.' };
  const { namespace, pod, container } = request.plan;
  const late = AbortSignal.timeout(ANSWER_MS);
  const where = { namespace, pod, container: container.name, signal: AbortSignal.any([stopping, late]) };
  const answer = await (about === 'status' ? statusIn(cluster, where) : logIn(cluster, where));
  // What the cluster's side says then is only that the call was cancelled.
  return answer.kind === 'failed' && late.aborted
    ? { kind: 'failed', sentence: noAnswerWithin(ANSWER_MS, cluster.name) }
    : answer;
}

async function statusIn(cluster: Cluster, where: ContainerOptions): Promise<InquiryAnswer> {
  const answer = await cluster.report(where);
  return answer.kind === 'reported'
    ? { kind: 'status', report: answer.report }
    : { kind: 'failed', sentence: answer.sentence };
}

async function logIn(cluster: Cluster, where: ContainerOptions): Promise<InquiryAnswer> {
  const log = await cluster.readLog({ ...where, lines: LOG_LINES, bytes: LOG_BYTES });
  if (log.kind === 'failed') return log;
  // It was found by names alone: that the pod is still the one that was approved tells whose log it is.
  const standing = await cluster.report(where);
  if (standing.kind !== 'reported') return { kind: 'failed', sentence: standing.sentence };
  const text = log.text.toString();
  return { kind: 'logs', output: text === '' ? [] : [{ stream: 'out', text }], cut: log.cut };
}
