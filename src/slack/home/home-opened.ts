import type { AllMiddlewareArgs, SlackEventMiddlewareArgs } from '@slack/bolt';
import { homeTrigger } from '../../domain/request/triggers.ts';
import type { Gateway } from '../gateway.ts';

/** Someone looks at the app: their Home tab is shown as things stand, and kept so for an hour. */
export function homeOpened({ homes, add }: Pick<Gateway, 'homes' | 'add'>) {
  return async ({
    event,
  }: Pick<SlackEventMiddlewareArgs<'app_home_opened'> & AllMiddlewareArgs, 'event'>): Promise<void> => {
    if (event.tab !== 'home') return;
    await homes.opened(event.user);
    await add([homeTrigger(event.user, 0)]);
  };
}
