import { unfinishedRun, type Request } from '../../domain/request/request.ts';
import { ACTION } from './action-ids.ts';
import { actions, button, context, type KnownBlock } from './blocks.ts';
import { extendButton } from './card-buttons.ts';
import { reviewBlocks } from './decisions.ts';

/** How many of the last runs can be run again by a button: each button has to go when the session ends. */
const AGAIN_ON_LAST = 3;

/** What stands below a run's message: who approved it, and only what still does something. */
export function belowRun(request: Request, index: number): readonly KnownBlock[] {
  const { followUp } = request.runs[index] ?? {};
  return [...(followUp ? reviewBlocks(followUp) : []), ...buttons(request, index)];
}

function buttons(request: Request, index: number): readonly KnownBlock[] {
  const { id, state, plan, runs } = request;
  const run = runs[index];
  if (!run || state !== 'active' || !plan?.staysOpen) return [];
  const value = `${id} ${index}`;
  if (unfinishedRun(request) === index) {
    return run.stoppedBy
      ? [context(`_<@${run.stoppedBy.slackId}> stops it…_`)]
      : [actions(button(ACTION.stopRun, 'Stop this run', value, 'danger'))];
  }
  const isLast = index === runs.length - 1;
  const shown = [
    ...(run.followUp && index >= runs.length - AGAIN_ON_LAST
      ? [button(ACTION.runAgain, 'Run again', value)]
      : []),
    ...(isLast ? [...extendButton(request), button(ACTION.end, 'End session', id, 'danger')] : []),
  ];
  if (shown.length === 0) return [];
  return [...(isLast ? [context('For another command write `$ command` here.')] : []), actions(...shown)];
}
