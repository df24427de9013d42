import type { Inquiries } from '../../requests/inquiries.ts';
import type { Inquiry } from '../../requests/inquiry.ts';
import type { Processor } from '../workers.ts';

/** Lets the person who asked hear that no worker answered, when none did; and what one did answer, in case that was lost. */
export function expireInquiry(deps: {
  inquiries: Inquiries;
  /** Asks for the answer to be told; what was told already is not told again. */
  tell: (inquiry: Inquiry) => Promise<void>;
}): Processor {
  return async (id) => {
    const inquiry = await deps.inquiries.read(id);
    if (!inquiry) return;
    await deps.inquiries.answer(id, {
      kind: 'failed',
      sentence: `No worker for the cluster ${inquiry.cluster} answered in time: check that the worker runs, then ask again.`,
    });
    await deps.tell(inquiry);
  };
}
