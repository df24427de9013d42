/** What a method answers; refusals carry Slack's error word. */
export type Answer =
  { ok: true; [key: string]: unknown } | { ok: false; error: string; [key: string]: unknown };

/** A refusal with Slack's error word. */
export function refuse(error: string, more: Record<string, unknown> = {}): Answer {
  return { ok: false, error, ...more };
}

/** A refusal that explains itself in `errors` and in `response_metadata.messages`, as Slack's validation does. */
export function refuseWithMessages(error: string, messages: string[]): Answer {
  const marked = messages.map((message) => `[ERROR] ${message}`);
  return { ok: false, error, errors: messages, response_metadata: { messages: marked } };
}
