import type { Redis } from 'ioredis';
import type { LogPosition } from '../domain/container/log-position.ts';
import type { OutputState } from '../transcript/output-pipeline.ts';
import type { OutputSegment } from '../transcript/segment.ts';
import { allAtOnce, answerOf } from './redis-connection.ts';
import { recordKey } from './requests.ts';

/** How far a container's log was followed, and all that is needed to go on from there. */
export interface Followed {
  readonly position: LogPosition;
  readonly output: OutputState;
}

/** The redacted output of runs, kept apart from the records so that a record stays small. */
export interface Outputs {
  append(requestId: string, run: number, segments: readonly OutputSegment[]): Promise<void>;
  /**
   * Appends what came of a container's log and writes down how far it was followed, both or nothing. False: the session
   * is no longer under this lease, so someone else follows, and nothing was written. Doing it again is doing it once.
   */
  appendFollowed(
    requestId: string,
    run: number,
    segments: readonly OutputSegment[],
    followed: Followed & { readonly lease: string },
  ): Promise<boolean>;
  /** How far the log was followed; undefined when nothing of it was kept yet. */
  followed(requestId: string, run: number): Promise<Followed | undefined>;
  /** What a run has printed so far, in order of arrival. */
  read(requestId: string, run: number): Promise<readonly OutputSegment[]>;
  /** The last `most` pieces of it. */
  readEnd(requestId: string, run: number, most: number): Promise<readonly OutputSegment[]>;
}

/**
 * The lease is compared here, with the output written in the same step: a worker that was taken over while it was slow
 * could else add lines that the other one adds, too. Whoever sent the very same before only lost the reply. What can be
 * refused comes first, as Redis takes back nothing of a script that fails.
 */
const APPEND_FOLLOWED = `
if redis.call('HGET', KEYS[1], 'lease') ~= ARGV[1] then return 0 end
if redis.call('GET', KEYS[3]) == ARGV[2] then return 1 end
for index = 4, #ARGV do redis.call('RPUSH', KEYS[2], ARGV[index]) end
redis.call('SET', KEYS[3], ARGV[2], 'PX', ARGV[3])
redis.call('PEXPIRE', KEYS[2], ARGV[3])
return 1
`;

/** Opens the outputs kept under a prefix; each is kept for `keepMs` after its last line. */
export function openOutputs(options: { redis: Redis; prefix: string; keepMs: number }): Outputs {
  const { redis, prefix, keepMs } = options;
  const keyOf = (requestId: string, run: number) => `${prefix}:output:${requestId}:${run}`;
  const followedKeyOf = (requestId: string, run: number) => `${prefix}:followed:${requestId}:${run}`;
  const range = async (requestId: string, run: number, from: number): Promise<readonly OutputSegment[]> => {
    const lines = await answerOf(redis.lrange(keyOf(requestId, run), from, -1));
    return lines.map((line) => JSON.parse(line) as OutputSegment);
  };
  return {
    append: async (requestId, run, segments) => {
      if (segments.length === 0) return;
      const key = keyOf(requestId, run);
      const lines = segments.map((segment) => JSON.stringify(segment));
      await allAtOnce(
        redis
          .multi()
          .rpush(key, ...lines)
          .pexpire(key, keepMs),
      );
    },
    appendFollowed: async (requestId, run, segments, { lease, ...followed }) => {
      const written = await answerOf(
        redis.eval(
          APPEND_FOLLOWED,
          3,
          recordKey(prefix, requestId),
          keyOf(requestId, run),
          followedKeyOf(requestId, run),
          lease,
          JSON.stringify(followed),
          String(keepMs),
          ...segments.map((segment) => JSON.stringify(segment)),
        ),
      );
      return written === 1;
    },
    followed: async (requestId, run) => {
      const followed = await answerOf(redis.get(followedKeyOf(requestId, run)));
      return followed === null ? undefined : (JSON.parse(followed) as Followed);
    },
    read: (requestId, run) => range(requestId, run, 0),
    readEnd: (requestId, run, most) => range(requestId, run, -most),
  };
}
