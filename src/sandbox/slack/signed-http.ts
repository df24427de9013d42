import { createHmac } from 'node:crypto';
import { isRecord, parsedOrUndefined } from './body-values.ts';
import type { Delivered, Delivery, Payload, Transport } from './deliveries.ts';
import { randomSecret } from './random-ids.ts';

type Body = { contentType: string; text: string };

export type SignedHttpOptions = {
  requestUrl: string;
  signingSecret: string;
  verificationToken: string;
  ackMs: number;
  now: () => number;
};

/** The `x-slack-signature` of a body (docs.slack.dev/authentication/verifying-requests-from-slack). */
export function signatureOf(signingSecret: string, timestampSeconds: number, body: string): string {
  const digest = createHmac('sha256', signingSecret).update(`v0:${timestampSeconds}:${body}`).digest('hex');
  return `v0=${digest}`;
}

/** Delivers by signed POST requests to the app's request URL, which is verified once before the first delivery. */
export class SignedHttp implements Transport {
  readonly #options: SignedHttpOptions;
  readonly #stopping = new AbortController();
  #isVerified = false;

  constructor(options: SignedHttpOptions) {
    this.#options = options;
  }

  async deliver(delivery: Delivery): Promise<Delivered> {
    if (!(await this.#verified())) return { kind: 'no-listener' };
    const retry = delivery.retry;
    const headers: Record<string, string> = retry
      ? { 'x-slack-retry-num': String(retry.attempt), 'x-slack-retry-reason': retry.reason }
      : {};
    return this.#post(bodyOf(delivery), headers);
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await Promise.resolve();
  }

  async #verified(): Promise<boolean> {
    if (this.#isVerified) return true;
    const challenge = randomSecret();
    const request = { token: this.#options.verificationToken, challenge, type: 'url_verification' };
    const answer = await this.#post(jsonBody(request), {});
    const response = answer.kind === 'acked' ? answer.response : undefined;
    const given = isRecord(response) ? response['challenge'] : response;
    this.#isVerified = given === challenge;
    return this.#isVerified;
  }

  async #post({ contentType, text }: Body, headers: Record<string, string>): Promise<Delivered> {
    const { requestUrl, signingSecret, now, ackMs } = this.#options;
    const timestamp = Math.floor(now() / 1000);
    const deadline = AbortSignal.timeout(ackMs);
    try {
      const response = await fetch(requestUrl, {
        method: 'POST',
        headers: {
          ...headers,
          'content-type': contentType,
          'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
          'x-slack-request-timestamp': String(timestamp),
          'x-slack-signature': signatureOf(signingSecret, timestamp, text),
        },
        body: text,
        signal: AbortSignal.any([deadline, this.#stopping.signal]),
      });
      const answer = await response.text();
      if (!response.ok) return { kind: 'failed', detail: 'http_error' };
      return { kind: 'acked', response: answer === '' ? undefined : (parsedOrUndefined(answer) ?? answer) };
    } catch {
      // Too late, refused or cut off: Slack tells these apart only as "timeout" and "cannot connect".
      return deadline.aborted ? { kind: 'timed-out' } : { kind: 'no-listener' };
    }
  }
}

function bodyOf({ type, payload }: Delivery): Body {
  if (type === 'events_api') return jsonBody(payload);
  return formBody(type === 'interactive' ? { payload: JSON.stringify(payload) } : payload);
}

function jsonBody(payload: Payload): Body {
  return { contentType: 'application/json', text: JSON.stringify(payload) };
}

function formBody(payload: Payload): Body {
  const fields = Object.entries(payload).map(([name, value]): [string, string] => [name, String(value)]);
  return { contentType: 'application/x-www-form-urlencoded', text: new URLSearchParams(fields).toString() };
}
