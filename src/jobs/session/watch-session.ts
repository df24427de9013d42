import { messageOf } from '../../errors.ts';
import type { Logger } from '../../logger.ts';

/** Looks every so many milliseconds whether a session is still this worker's; `over` is aborted once it is not. */
export function watchSession(
  isOurs: () => Promise<boolean>,
  everyMs: number,
  logger: Logger,
): { readonly over: AbortSignal; stop(): void } {
  const over = new AbortController();
  let looking = false;
  const look = async () => {
    if (looking) return; // The last look still waits for Redis.
    looking = true;
    try {
      if (!(await isOurs())) over.abort(new Error('the session is over or was taken over'));
    } catch (error) {
      logger.warn({ error: messageOf(error) }, 'watching a session');
    } finally {
      looking = false;
    }
  };
  const timer = setInterval(() => void look(), everyMs);
  return { over: over.signal, stop: () => clearInterval(timer) };
}
