import type { Redis } from 'ioredis';

/**
 * The one door through which a request changes. It compares the version that the change was decided on with the one
 * that is stored, and writes the new record and its journal entry together, or nothing. In the same step the request
 * is counted among those that are open, of its requester and on its pod, or no longer, and as denied; and it is the
 * latest one that changed in each list that it belongs to.
 *
 * An id counts as open only while it is in the set that the sweeper looks after, too, which lets go of what ended and
 * of records that are gone: nothing that was left behind counts for ever. All refusals come before the first write, as
 * Redis takes back nothing of a script that fails.
 */
const DOOR = `
local record, journal, unsettled, denied = unpack(KEYS, 1, 4)
local expected, version, text, lease, entry, id, keepMs, isOpen, deniedAt, denialsMs, at, lists = unpack(ARGV, 1, 12)
local counted = 5 + tonumber(lists)
if (redis.call('HGET', record, 'version') or '0') ~= expected then return 0 end
for index = counted, #KEYS do
  local most = isOpen == '1' and tonumber(ARGV[index + 8])
  if most then
    local count = 1
    for _, other in ipairs(redis.call('SMEMBERS', KEYS[index])) do
      if other ~= id and redis.call('SISMEMBER', unsettled, other) == 1 then count = count + 1 end
    end
    if count > most then return index - counted + 2 end
  end
end
redis.call('HSET', record, 'version', version, 'record', text, 'lease', lease)
redis.call('RPUSH', journal, entry)
redis.call('SADD', unsettled, id)
redis.call('PEXPIRE', record, keepMs)
redis.call('PEXPIRE', journal, keepMs)
for index = 5, counted - 1 do
  redis.call('ZADD', KEYS[index], at, id)
  redis.call('ZREMRANGEBYRANK', KEYS[index], 0, -1 - tonumber(ARGV[index + 8]))
  if redis.call('PTTL', KEYS[index]) < tonumber(keepMs) then redis.call('PEXPIRE', KEYS[index], keepMs) end
end
for index = counted, #KEYS do
  redis.call(isOpen == '1' and 'SADD' or 'SREM', KEYS[index], id)
  if redis.call('PTTL', KEYS[index]) < tonumber(keepMs) then redis.call('PEXPIRE', KEYS[index], keepMs) end
end
if deniedAt ~= '' then
  redis.call('ZADD', denied, deniedAt, id)
  redis.call('ZREMRANGEBYSCORE', denied, '-inf', tonumber(deniedAt) - tonumber(denialsMs))
  redis.call('PEXPIRE', denied, denialsMs)
end
return 1
`;

/**
 * How long a person's denials are remembered, in milliseconds: the longest time that a policy may have them lie within, and
 * the longest wait from the last of them (domain/policy/policy-schema.ts).
 */
export const DENIALS_KEEP_MS = 48 * 3_600_000;

const OUTCOMES = ['lost', 'written', 'too-many-of-person', 'too-many-on-pod'] as const;

/** `lost`: someone else changed the request in between. */
export type DoorOutcome = (typeof OUTCOMES)[number];

export interface DoorKeys {
  readonly record: string;
  readonly journal: string;
  /** The set of ids that the sweeper looks after. */
  readonly unsettled: string;
  /** When requests of this requester were denied. */
  readonly denied: string;
  /** The sets of ids that are open, of this requester and on this pod, where it is known. */
  readonly ofPerson: string;
  readonly onPod: string | undefined;
  /** The lists that the request belongs to, whatever becomes of it. */
  readonly lists: readonly DoorList[];
}

/** Ids of requests, sorted by when each changed last. */
export interface DoorList {
  readonly key: string;
  /** How many are kept, from the latest. */
  readonly most: number;
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
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly isOpen: boolean;
  /** Set by the change that denies it, in milliseconds since the epoch. */
  readonly deniedAt: number | undefined;
  /** How many may be open, this one included; undefined: any number. An ended request is never one too many. */
  readonly most: { readonly ofPerson?: number; readonly onPod?: number };
}

/** Writes the change, or tells why nothing was written. */
export async function throughTheDoor(
  redis: Redis,
  { record, journal, unsettled, denied, ofPerson, onPod, lists }: DoorKeys,
  change: DoorChange,
): Promise<DoorOutcome> {
  const keys = [
    record,
    journal,
    unsettled,
    denied,
    ...lists.map(({ key }) => key),
    ofPerson,
    ...(onPod === undefined ? [] : [onPod]),
  ];
  const outcome = await redis.eval(
    DOOR,
    keys.length,
    ...keys,
    String(change.expected),
    String(change.next),
    change.record,
    change.lease ?? '',
    change.entry,
    change.id,
    String(change.keepMs),
    change.isOpen ? '1' : '0',
    String(change.deniedAt ?? ''),
    String(DENIALS_KEEP_MS),
    String(change.at),
    String(lists.length),
    ...lists.map(({ most }) => String(most)),
    String(change.most.ofPerson ?? ''),
    String(change.most.onPod ?? ''),
  );
  const name = OUTCOMES[Number(outcome)];
  if (name === undefined) throw new Error(`The door answered ${String(outcome)}.`);
  return name;
}
