import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const pauseMs = 20;

/**
 * Resolves with true as soon as the Redis on this port of 127.0.0.1 answers PING under its password (so it is the one
 * that was started, and has read its data), with false once `over` is aborted.
 */
export async function untilRedisAnswers(
  server: { port: number; password: string },
  over: AbortSignal,
): Promise<boolean> {
  while (!over.aborted) {
    if (await answersPing(server, over)) return true;
    await sleep(pauseMs);
  }
  return false;
}

function answersPing(
  { port, password }: { port: number; password: string },
  signal: AbortSignal,
): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', signal });
    let answer = '';
    socket.setEncoding('utf8').on('data', (text: string) => {
      answer += text;
      if (answer.includes('+PONG')) resolve(true);
      if (/\+PONG|^-/m.test(answer)) socket.destroy();
    });
    // The error of a refused connection is followed by `close`, which tells all that matters.
    socket.on('error', () => resolve(false));
    socket.on('close', () => resolve(false));
    socket.write(`AUTH ${password}\r\nPING\r\n`);
  });
}
