import { type DestinationStream, type Logger, pino } from 'pino';

export type { Logger } from 'pino';

const MASK = '[secret]';

/**
 * JSON lines on stdout. Whatever a library puts into an error or an object, the known secrets leave no process in a log
 * line: each occurrence is masked in the finished line.
 */
export function createLogger(options: {
  level: string;
  secrets: readonly string[];
  destination?: DestinationStream;
}): Logger {
  const secrets = options.secrets.filter((secret) => secret.length >= 8);
  const mask = (line: string) => secrets.reduce((text, secret) => text.replaceAll(secret, MASK), line);
  return pino(
    {
      level: options.level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      hooks: { streamWrite: mask },
    },
    ...(options.destination ? [options.destination] : []),
  );
}
