import type { StreamFault } from './faults.ts';
import type { ResponseStream } from './api/http.ts';
import { expired } from './api/lists.ts';

/** What a broken stream does to its connection. */
export interface Breaker {
  /** Breaks the connection without an end. */
  cut: () => void;
  /** Ends the answer properly. */
  end: () => void;
  /** Resolves when the client has gone. */
  gone: Promise<void>;
}

/** A stream that breaks after some writes. What its writer writes afterwards is lost, as it would be on a dead line. */
export function breaking(stream: ResponseStream, fault: StreamFault, breaker: Breaker): ResponseStream {
  let left = fault.afterWrites;
  return {
    async write(chunk) {
      left -= 1;
      if (left >= 0) return stream.write(chunk);
      if (left < -1) return breaker.gone;
      switch (fault.how) {
        case 'cut':
          return breaker.cut();
        case 'half': {
          const bytes = Buffer.from(chunk);
          await stream.write(bytes.subarray(0, Math.ceil(bytes.length / 2)));
          return breaker.cut();
        }
        case 'end':
          return breaker.end();
        case 'expired':
          await stream.write(`${JSON.stringify({ type: 'ERROR', object: expired(1, 1000).body })}\n`);
          return breaker.end();
        case 'stall':
          return breaker.gone;
      }
    },
  };
}
