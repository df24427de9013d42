import type { Policy } from '../../domain/policy/policy.ts';
import { calledToReview } from '../messages/follow-up-message.ts';
import { extensionMessage } from '../messages/extension-message.ts';
import type { RunPlace } from './run-view.ts';

/** Shows in the thread what came of each wish for more time, and those that wait with their buttons. */
export async function showExtensions(
  { policy }: { readonly policy: () => Policy },
  { request, messages, thread }: RunPlace,
): Promise<void> {
  for (const [index, extension] of (request.extensions ?? []).entries()) {
    const message = extensionMessage(request, index, calledToReview(policy(), request, extension));
    if (message) await messages.put(`extension-${index}`, thread, message);
  }
}
