import type { AllMiddlewareArgs, BlockAction, SlackActionMiddlewareArgs } from '@slack/bolt';
import type { Gateway } from '../gateway.ts';
import { failureSentence } from '../private-reply.ts';
import { builderAboutOf, fieldOf, filledIn, type StateValues } from '../modals/builder-fields.ts';
import { afterChange, formNow } from './form-now.ts';

/** Something was chosen in the form, or its Check was pressed: shows what can be chosen now, and what applies. */
export function changeForm(gateway: Gateway) {
  return async ({
    ack,
    body,
    action,
  }: SlackActionMiddlewareArgs<BlockAction> & AllMiddlewareArgs): Promise<void> => {
    await ack();
    const { view, user } = body;
    const about = builderAboutOf(view?.private_metadata ?? '');
    if (!view || !about) return;
    try {
      const changed = fieldOf(action.action_id);
      const { filled } = filledIn(view.state.values satisfies StateValues);
      const { snippet, ...others } = filled;
      const put = changed === 'snippet' && snippet !== undefined;
      const form = await formNow(gateway, {
        slackId: user.id,
        about: put ? { ...about, turn: about.turn + 1 } : about,
        filled: afterChange(changed, put ? { ...others, command: snippet } : others),
      });
      const updated = await gateway.slack.updateModal(view.id, form);
      // Most often it was closed meanwhile.
      if (updated.kind === 'refused') gateway.logger.debug({ error: updated.error }, 'form not updated');
    } catch (error) {
      // The form stays as it was and can still be sent, which is judged anew.
      failureSentence(error, gateway.logger);
    }
  };
}
