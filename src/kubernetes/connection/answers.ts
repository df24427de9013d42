import {
  type HttpLibrary,
  IsomorphicFetchHttpLibrary,
  ResponseContext,
  wrapHttpLibrary,
} from '@kubernetes/client-node';
import type { Dispatcher } from 'undici';

/** The longest answer that is read, in bytes as they are unpacked: more than 500 large pods in one page of a list. */
const LONGEST_ANSWER = 64 * 1024 * 1024;

/** An answer that no API server gives. The same would come again. */
export class UnusableAnswer extends Error {
  readonly code: 'ANSWER_TOO_LONG' | 'ANSWER_ELSEWHERE';

  constructor(code: UnusableAnswer['code']) {
    super('The answer is of no use');
    this.name = 'UnusableAnswer';
    this.code = code;
  }
}

/** Whether a failure's code is of an UnusableAnswer. */
export function isUnusable(code: string): boolean {
  return code.startsWith('ANSWER_');
}

/** How client-node makes its calls, with answers no longer than can be held. They throw UnusableAnswer when they are read. */
export function boundedAnswers(): HttpLibrary {
  const plain = new IsomorphicFetchHttpLibrary();
  return wrapHttpLibrary({
    send: async (request) => {
      const { httpStatusCode, headers, body } = await plain.send(request).toPromise();
      const stream = () => body.stream();
      const binary = () => bytesOf(stream());
      const text = async () => new TextDecoder().decode(await binary());
      return new ResponseContext(httpStatusCode, headers, { stream, binary, text });
    },
  });
}

/** The same connections, but to one server only: `fetch` follows a redirect wherever it leads, out of TLS as well. */
export function onlyTo(origin: string, dispatcher: Dispatcher): Dispatcher {
  return dispatcher.compose((dispatch) => (options, handler) => {
    if (new URL(options.origin ?? '').origin !== origin) throw new UnusableAnswer('ANSWER_ELSEWHERE');
    return dispatch(options, handler);
  });
}

async function bytesOf(stream: ReturnType<ResponseContext['body']['stream']>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  // Leaving the loop drops the connection.
  for await (const chunk of stream ?? []) {
    length += chunk.length;
    if (length > LONGEST_ANSWER) throw new UnusableAnswer('ANSWER_TOO_LONG');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
