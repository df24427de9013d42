import type { Redis } from 'ioredis';
import type { OutputSegment } from '../transcript/segment.ts';
import { answerOf } from './redis-connection.ts';

/** The redacted output of runs, kept apart from the records so that a record stays small. */
export interface Outputs {
  append(requestId: string, run: number, segments: readonly OutputSegment[]): Promise<void>;
  /** What a run has printed so far, in order of arrival. */
  read(requestId: string, run: number): Promise<readonly OutputSegment[]>;
  /** The last `most` pieces of it. */
  readEnd(requestId: string, run: number, most: number): Promise<readonly OutputSegment[]>;
}

/** Opens the outputs kept under a prefix; each is kept for `keepMs` after its last line. */
export function openOutputs(options: { redis: Redis; prefix: string; keepMs: number }): Outputs {
  const { redis, prefix, keepMs } = options;
  const keyOf = (requestId: string, run: number) => `${prefix}:output:${requestId}:${run}`;
  const range = async (requestId: string, run: number, from: number): Promise<readonly OutputSegment[]> => {
    const lines = await answerOf(redis.lrange(keyOf(requestId, run), from, -1));
    return lines.map((line) => JSON.parse(line) as OutputSegment);
  };
  return {
    append: async (requestId, run, segments) => {
      if (segments.length === 0) return;
      const key = keyOf(requestId, run);
      await answerOf(redis.rpush(key, ...segments.map((segment) => JSON.stringify(segment))));
      await answerOf(redis.pexpire(key, keepMs));
    },
    read: (requestId, run) => range(requestId, run, 0),
    readEnd: (requestId, run, most) => range(requestId, run, -most),
  };
}
