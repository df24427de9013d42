import type { Request } from '../../domain/request/request.ts';
import type { Inquiries } from '../../requests/inquiries.ts';
import type { Inquiry } from '../../requests/inquiry.ts';
import type { Requests } from '../../requests/requests.ts';
import { asFile } from '../../transcript/output-text.ts';
import { type Message, section } from '../messages/blocks.ts';
import { type ContainerLog, logIsEmpty, logIsThere, logMessage } from '../messages/log-message.ts';
import { leavesOut } from '../messages/output-blocks.ts';
import { requestStatus } from '../messages/request-status.ts';
import { notAttached } from '../messages/run-message.ts';
import { escaped, shortened } from '../text.ts';
import { answerHere, answerPrivately, type PrivateAnswerDeps } from './private-answer.ts';
import { type Sending, sendOnce, tryingName } from './send-once.ts';
import { messageLink, threadLink } from './thread-link.ts';

export interface TellInquiryDeps extends PrivateAnswerDeps {
  readonly requests: Requests;
  readonly inquiries: Inquiries;
}

/**
 * Tells whoever asked what the cluster answered. A log goes into the request's thread, for all to see. What was
 * told is remembered under the inquiry's id, so that a job that comes twice tells nothing twice.
 */
export async function tellInquiry(deps: TellInquiryDeps, inquiryId: string): Promise<void> {
  const inquiry = await deps.inquiries.read(inquiryId);
  const request = inquiry && (await deps.requests.load(inquiry.requestId));
  if (!inquiry?.answer || !request) return;
  if ((await deps.shown.read(inquiryId)).messages.told) return;
  const message = await answerTo(deps, inquiry, request);
  const addressee = { id: inquiryId, channel: request.place.channel, slackId: inquiry.by.slackId };
  await (inquiry.here ? answerHere : answerPrivately)(deps, addressee, message);
  await deps.shown.writeMessage(inquiryId, 'told', { ts: '', digest: '' });
}

async function answerTo(deps: TellInquiryDeps, inquiry: Inquiry, request: Request): Promise<Message> {
  const { answer, about } = inquiry;
  if (answer?.kind === 'logs') {
    const container = request.plan?.container.name ?? '';
    return tellLog(deps, inquiry, request, { container, ...answer });
  }
  const failure = answer?.kind === 'failed' ? answer.sentence : undefined;
  if (about === 'logs' && failure !== undefined) {
    return { text: failure, blocks: [section(escaped(shortened(failure, 1_200)))] };
  }
  const link = await threadLink(deps, request);
  return requestStatus(request, {
    about: 'status',
    ...(answer?.kind === 'status' && { report: answer.report }),
    ...(failure !== undefined && { failure }),
    ...(link !== undefined && { link }),
  });
}

/** Gives what is told privately: that the log is in the thread or, where that is gone, the log itself. */
async function tellLog(
  deps: TellInquiryDeps,
  inquiry: Inquiry,
  request: Request,
  log: ContainerLog,
): Promise<Message> {
  const { id, by } = inquiry;
  if (log.output.length === 0) return logIsEmpty(log.container, request.plan?.mode ?? 'exec');
  const message = logMessage(log, by.slackId);
  const { card } = (await deps.shown.read(request.id)).messages;
  if (!card) return message;
  const thread = { channel: request.place.channel, ts: card.ts };
  const { messages: shown } = await deps.shown.read(id);
  let ts = shown.log?.ts;
  if (ts === undefined) {
    const mark = { request: id, name: 'log' };
    const sending = { thread, mark, sinceMs: inquiry.askedAt, tried: shown[tryingName('log')] };
    const sent = await sendOnce(deps, sending, () => deps.slack.post(thread, message, mark));
    if (sent.kind === 'refused') return message;
    ts = sent.ts;
    await deps.shown.writeMessage(id, 'log', { ts, digest: '' });
  }
  if (leavesOut(log.output) && !shown.file)
    await attach(deps, inquiry, { thread, tried: shown[tryingName('file')] }, log);
  return logIsThere(log.container, await messageLink(deps, thread.channel, ts));
}

async function attach(
  deps: TellInquiryDeps,
  { id, askedAt }: Inquiry,
  { thread, tried }: Pick<Sending, 'thread' | 'tried'>,
  { container, output }: ContainerLog,
): Promise<void> {
  const file = {
    // Each question's own, to tell it from those of others.
    name: `${container}-${id}.log.txt`,
    title: `Log of ${container}`,
    content: asFile(output),
  };
  const mark = { request: id, name: 'file', file: file.name };
  const uploaded = await sendOnce(deps, { thread, mark, sinceMs: askedAt, tried }, () =>
    deps.slack.upload(thread, file),
  );
  if (uploaded.kind === 'refused') await deps.slack.post(thread, notAttached(uploaded.error));
  await deps.shown.writeMessage(id, 'file', { ts: '', digest: '' });
}
