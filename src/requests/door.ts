import type { Redis } from 'ioredis';

/**
 * The one door through which a request changes. It compares the version that the change was decided on with the one
 * that is stored, and writes the new record and its journal entry together, or nothing.
 */
const DOOR = `
local version = redis.call('HGET', KEYS[1], 'version') or '0'
if version ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], 'version', ARGV[2], 'record', ARGV[3], 'lease', ARGV[7])
redis.call('RPUSH', KEYS[2], ARGV[4])
redis.call('SADD', KEYS[3], ARGV[5])
redis.call('PEXPIRE', KEYS[1], ARGV[6])
redis.call('PEXPIRE', KEYS[2], ARGV[6])
return 1
`;

export interface DoorKeys {
  readonly record: string;
  readonly journal: string;
  /** The set of ids that the sweeper looks after. */
  readonly unsettled: string;
}

export interface DoorChange {
  readonly id: string;
  /** The version that the change was decided on; 0 for a request that is not there yet. */
  readonly expected: number;
  readonly next: number;
  readonly record: string;
  /** Kept beside the record, too, for other scripts to compare (outputs.ts). */
  readonly lease: string | undefined;
  readonly entry: string;
  readonly keepMs: number;
}

/** Whether the change was written; false when someone else changed the request in between. */
export async function throughTheDoor(redis: Redis, keys: DoorKeys, change: DoorChange): Promise<boolean> {
  const { expected, next, record, lease, entry, id, keepMs } = change;
  const written = await redis.eval(
    DOOR,
    3,
    keys.record,
    keys.journal,
    keys.unsettled,
    String(expected),
    String(next),
    record,
    entry,
    id,
    String(keepMs),
    lease ?? '',
  );
  return written === 1;
}
