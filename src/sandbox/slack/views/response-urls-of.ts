import { elementsOf } from '../elements/find-elements.ts';
import type { StateValues } from '../elements/state-values.ts';
import { issueResponseUrl } from '../response-url-route.ts';
import type { World } from '../world.ts';
import type { View } from './view.ts';

/** One entry of `response_urls` in view_submission. */
export interface ViewResponseUrl {
  readonly block_id: string;
  readonly action_id: string;
  readonly channel_id: string;
  readonly response_url: string;
}

/**
 * The response URLs that come with a modal: one for each chosen conversation whose menu asks for that
 * (docs.slack.dev/surfaces/modals, "Modal response URLs").
 */
export function responseUrlsOf(
  { content, userId }: Pick<View, 'content' | 'userId'>,
  values: StateValues,
  world: World,
): readonly ViewResponseUrl[] {
  return elementsOf(content.blocks).flatMap(({ element, blockId, block }) => {
    const state = values[blockId]?.[element.action_id];
    const chosen = state?.['selected_conversation'];
    if (block.type !== 'input' || element['response_url_enabled'] !== true || typeof chosen !== 'string')
      return [];
    const responseUrl = issueResponseUrl({ kind: 'command', channel: chosen, user: userId }, world);
    return [
      { block_id: blockId, action_id: element.action_id, channel_id: chosen, response_url: responseUrl },
    ];
  });
}
