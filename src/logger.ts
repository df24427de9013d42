import { type DestinationStream, type Logger, pino, stdSerializers } from 'pino';

export type { Logger } from 'pino';

const MASK = '[secret]';
/** Anything shorter would mask parts of ordinary words. */
const SHORTEST = 8;

/**
 * JSON lines on stdout. Whatever a library puts into an error or an object, the known secrets leave no process in a log
 * line: each occurrence of one of 8 characters or more is masked in the finished line.
 */
export function createLogger(options: {
  level: string;
  secrets: readonly string[];
  destination?: DestinationStream;
}): Logger {
  const secrets = options.secrets.filter((secret) => secret.length >= SHORTEST).flatMap(asWritten);
  const mask = (line: string) => secrets.reduce((text, secret) => text.replaceAll(secret, MASK), line);
  return pino(
    {
      level: options.level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      serializers: { err: withoutCommand },
      formatters: { level: (label) => ({ level: label }) },
      hooks: { streamWrite: mask },
    },
    ...(options.destination ? [options.destination] : []),
  );
}

/** ioredis puts the command that failed, with all its words, beside the error. */
function withoutCommand(error: Error): object {
  const { command: _command, ...told }: Record<string, unknown> = { ...stdSerializers.err(error) };
  return told;
}

/** A secret as it may stand in a line: as it is, inside JSON, or inside a URL. */
function asWritten(secret: string): readonly string[] {
  return [...new Set([secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)])];
}
