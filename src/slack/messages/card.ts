import { approvalProgress, reviewerGroups } from '../../domain/approval.ts';
import type { Plan } from '../../domain/plan.ts';
import type { Request } from '../../domain/request.ts';
import { code, duration, escaped, moment, shortened } from '../text.ts';
import { ACTION } from './action-ids.ts';
import {
  actions,
  button,
  context,
  header,
  type KnownBlock,
  type Message,
  preformatted,
  quote,
  section,
} from './blocks.ts';
import { statusOf } from './status.ts';

/** How much of a command the card shows, in characters; the limit on commands lets all of it fit. */
const COMMAND_MOST = 2600;
/** The most of a name that the cluster gives, in characters. */
const LONGEST_NAME = 80;

/** The card at the root of a request's thread, as the request stands. Undefined while there is nothing to review yet. */
export function card(request: Request): Message | undefined {
  const { plan, requester, ask, warnings } = request;
  if (!plan) return undefined;
  const status = statusOf(request);
  const blocks: KnownBlock[] = [
    header(`Debug ${plan.pod.name}`),
    section(`${status.icon} ${status.text}`),
    ...whatRuns(plan, requester.slackId, request.state === 'ended'),
    ...(ask.reason === undefined ? [context('_No reason was given._')] : [quote(ask.reason)]),
    ...details(plan),
    ...[...profileWarnings(plan), ...warnings].map((warning) =>
      context(`:warning: ${escaped(shortened(warning, 300))}`),
    ),
    ...decisions(request, plan),
    ...buttons(request),
    context(`Request ${code(request.id)}`, `reviewed as ${code((request.digest ?? '').slice(0, 12))}`),
  ];
  return {
    text: `${requester.name} asks to debug ${plan.pod.name} in ${plan.cluster}: ${status.plain}`,
    blocks,
  };
}

function whatRuns(plan: Plan, requesterId: string, over: boolean): KnownBlock[] {
  const after = plan.staysOpen ? 'takes a first look and keeps the session open' : 'runs one command';
  const commands = plan.runs.map((run) => run.text).join('\n');
  return [
    section(`<@${requesterId}> ${over ? 'asked' : 'asks'} for a debug container that ${after}:`),
    preformatted(shortened(commands, COMMAND_MOST)),
  ];
}

/** What the cluster says stands in a section of its own: whatever its length, it cannot move what the policy says off the card. */
function details(plan: Plan): KnownBlock[] {
  const { pod, container, grant } = plan;
  const target = container.targetContainerName;
  const where = [
    `${code(plan.cluster)} / ${code(plan.namespace)}`,
    ...(pod.owner === undefined ? [] : [code(shortened(pod.owner, LONGEST_NAME))]),
    ...(target === undefined ? [] : [`sees the processes of ${code(shortened(target, LONGEST_NAME))}`]),
    `node ${code(shortened(pod.node, LONGEST_NAME))}`,
  ];
  const limits = `${duration(grant.limits.session * 1000)} in all, ${duration(grant.limits.command * 1000)} a command`;
  const deciders = reviewerGroups(grant.approvals).join(' or ');
  return [
    section(`*Where*  ${where.join(' · ')}`),
    section(
      [
        `*With*  ${escaped(shortImage(grant.image.alias, container.image))} · profile ${code(grant.profile)} · ${limits}`,
        `*Rule*  ${escaped(grant.rule)} · ${deciders === '' ? 'nobody needs to decide' : `may decide: ${escaped(deciders)}`}`,
      ].join('\n'),
    ),
  ];
}

/** What an approver might not know about a profile (kubectl/pkg/cmd/debug/profiles.go). */
function profileWarnings({ grant }: Plan): readonly string[] {
  if (grant.profile === 'sysadmin')
    return ['The profile sysadmin is privileged: it can do anything on the node.'];
  if (grant.profile === 'netadmin')
    return ["The profile netadmin can read and change the pod's network traffic."];
  return [];
}

/** The alias and, where a digest pins it, enough of the digest to compare. */
function shortImage(alias: string, reference: string): string {
  return reference === alias
    ? alias
    : `${alias} (${reference.replace(/(@sha256:[0-9a-f]{12})[0-9a-f]+/, '$1…')})`;
}

/** Who decided and when; it stays on the card for ever. */
function decisions(request: Request, plan: Plan): KnownBlock[] {
  const lines = request.reviews.map(({ reviewer, decision, at }) => {
    const verb = decision === 'approve' ? ':white_check_mark: approved' : ':no_entry: denied';
    return `${verb} by <@${reviewer.slackId}> ${moment(at)}`;
  });
  if (request.state === 'pending') {
    lines.push(
      ...approvalProgress(plan.grant.approvals, request.reviews).map(
        ({ requirement, given }) =>
          `${given} of ${requirement.count} ${requirement.count === 1 ? 'approval' : 'approvals'} from ${escaped(requirement.from.join(' or '))}`,
      ),
    );
  }
  return lines.length === 0 ? [] : [context(lines.join('\n'))];
}

/** Only what still does something. */
function buttons(request: Request): KnownBlock[] {
  switch (request.state) {
    case 'pending':
      return [
        actions(
          button(ACTION.approve, 'Approve', request.id, 'primary'),
          button(ACTION.deny, 'Deny', request.id, 'danger', 'This ends the request for everybody.'),
          button(ACTION.cancel, 'Cancel my request', request.id),
        ),
      ];
    case 'approved':
      return [actions(button(ACTION.cancel, 'Cancel my request', request.id))];
    case 'starting':
    case 'active':
      return [
        actions(
          button(
            ACTION.end,
            'End session',
            request.id,
            'danger',
            'The container ends, and whatever runs in it.',
          ),
        ),
      ];
    case 'asked':
    case 'ended':
      return [];
  }
}
