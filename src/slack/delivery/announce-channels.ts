import type { Policy } from '../../domain/policy/policy.ts';
import { messageOf } from '../../errors.ts';
import type { Logger } from '../../logger.ts';
import type { SlackCalls } from './slack-calls.ts';

/**
 * Looks whether every channel that the policy announces in can be posted to, and logs those that cannot: in an emergency
 * nothing starts before it was announced, which nobody wants to find out then. The function it gives looks once at each
 * policy that comes into force; what Slack does not answer is asked again by the next look. It never rejects.
 */
export function announceChannels(deps: {
  readonly policy: () => Policy;
  readonly slack: Pick<SlackCalls, 'mayPost'>;
  readonly logger: Logger;
}): () => Promise<void> {
  const { policy, slack, logger } = deps;
  let lookedAt: Policy | undefined;
  let failing = false;
  return async () => {
    const current = policy();
    if (current === lookedAt) return;
    try {
      for (const channel of channelsOf(current)) {
        const may = await slack.mayPost(channel);
        if (may.kind === 'yes') continue;
        logger.warn(
          { channel, error: may.error },
          'A rule announces broken glass in a channel that Keyhole cannot post to, so nothing will start there: invite @keyhole',
        );
      }
      lookedAt = current;
      failing = false;
    } catch (error) {
      if (!failing)
        logger.warn({ error: messageOf(error) }, 'Slack did not tell of the channels to announce in yet');
      failing = true;
    }
  };
}

function channelsOf({ rules }: Policy): readonly string[] {
  return [...new Set(rules.flatMap(({ breakGlass }) => breakGlass?.announce ?? []))];
}
