import type {
  AllMiddlewareArgs,
  BlockAction,
  ButtonAction,
  GlobalShortcut,
  MessageShortcut,
  SlackActionMiddlewareArgs,
  SlackShortcutMiddlewareArgs,
} from '@slack/bolt';
import { clusterNamed } from '../../domain/policy/judge.ts';
import { podsInText } from '../../domain/asking/pod-names-in-text.ts';
import { withinTime } from '../bounded.ts';
import type { Gateway } from '../gateway.ts';
import { replyInView } from '../home/reply-in-view.ts';
import { failureSentence, privateReply, type ReplyPrivately } from '../private-reply.ts';
import { asTyped } from '../text.ts';
import type { BuilderAbout, Filled } from '../modals/builder-fields.ts';
import { toldInstead } from '../modals/form.ts';
import { formNow, formToCome, TITLE } from './form-now.ts';
import { messageText } from './message-text.ts';

/** Who opens the builder, where, and with what in it. */
export interface Opening {
  readonly triggerId: string;
  readonly slackId: string;
  readonly about: BuilderAbout;
  readonly filled?: Filled;
  /** Says that it did not open. */
  readonly reply: ReplyPrivately;
}

/** How long what is in the form may take before one that says so is opened, in milliseconds; Slack waits for 3 s in all. */
const OPEN_WITHIN_MS = 800;
const NOT_OPENED =
  'Slack did not open the form in time: try again, or type `/debug help` for how to ask without it.';

/** Opens the request builder: at once with what it should hold, or else empty first. What goes wrong is told in its place. */
export async function openBuilder(gateway: Gateway, opening: Opening): Promise<void> {
  const { triggerId, slackId, about, filled = {}, reply } = opening;
  const coming = formNow(gateway, { slackId, about, filled }).catch((error: unknown) =>
    toldInstead(TITLE, failureSentence(error, gateway.logger)),
  );
  const first = (await withinTime(coming, OPEN_WITHIN_MS)) ?? formToCome(about);
  const opened = await gateway.slack.openModal(triggerId, first);
  if (opened.kind === 'refused') {
    gateway.logger.warn({ error: opened.error }, 'Slack opened no form');
    return reply(NOT_OPENED);
  }
  if (opened.kind === 'opened-before') return;
  const form = await coming;
  if (form !== first) await gateway.slack.updateModal(opened.viewId, form);
}

/** The shortcut that Slack offers everywhere. It tells no channel, so the form asks for one. */
export function builderShortcut(gateway: Gateway) {
  return async ({
    ack,
    shortcut,
  }: SlackShortcutMiddlewareArgs<GlobalShortcut> & AllMiddlewareArgs): Promise<void> => {
    await ack();
    await openBuilder(gateway, fromNowhere(gateway, shortcut));
  };
}

/** The button of a Home tab, which tells no channel either. */
export function builderButton(gateway: Gateway) {
  return async ({
    ack,
    body,
  }: SlackActionMiddlewareArgs<BlockAction<ButtonAction>> & AllMiddlewareArgs): Promise<void> => {
    await ack();
    await openBuilder(gateway, fromNowhere(gateway, body));
  };
}

interface Nowhere {
  readonly trigger_id: string;
  readonly user: { readonly id: string; readonly team_id?: string };
  readonly team: { readonly id: string } | null;
}

function fromNowhere(gateway: Gateway, { trigger_id: triggerId, user, team }: Nowhere): Opening {
  return {
    triggerId,
    slackId: user.id,
    about: { team: team?.id ?? user.team_id ?? '', found: [], turn: 0 },
    reply: replyInView(gateway, { triggerId, slackId: user.id }),
  };
}

/** The shortcut of a message, such as an alert: the form begins with the pod that it tells of. */
export function messageShortcut(gateway: Gateway) {
  return async ({
    ack,
    shortcut,
    respond,
  }: SlackShortcutMiddlewareArgs<MessageShortcut> & AllMiddlewareArgs): Promise<void> => {
    await ack();
    const { user, trigger_id: triggerId, team, channel, message, response_url: responseUrl } = shortcut;
    const reply = privateReply(respond, gateway.logger);
    const { pods, cluster } = podsInText(asTyped(messageText(message)));
    const known = clusterNamed(gateway.policy(), cluster);
    const [first] = pods;
    const about: BuilderAbout = {
      team: team?.id ?? user.team_id ?? '',
      channel: channel.id,
      responseUrl,
      found: pods.map(({ name }) => name),
      turn: 0,
    };
    const filled: Filled = {
      ...(known !== undefined && { cluster: known }),
      ...(first && { target: `pod/${first.name}` }),
      ...(first?.namespace !== undefined && { namespace: first.namespace }),
    };
    await openBuilder(gateway, { triggerId, slackId: user.id, about, filled, reply });
  };
}
