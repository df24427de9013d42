/** Who sent a request, and what else the recordings do not keep of it. */
export interface Sender {
  /** A service account of the replayed world. */
  user: string;
  headers?: Record<string, string>;
}

/**
 * The recordings in the order in which they were made, as far as it matters: those in one list are played one after the
 * other, the lists of a stage touch different pods and are played at the same time.
 */
export const stages: string[][][] = [
  [['read-pods', 'discovery']],
  [
    ['happy-path'],
    ['patch-flavours', 'logs'],
    ['validation-errors'],
    ['authorization-errors'],
    ['pod-security'],
    ['pods-in-other-phases'],
    ['image-and-start-failures'],
    ['exec-protocol'],
  ],
  [['watch-errors']],
  [['admission-policy', 'events', 'exec-verb']],
];

const jane = { 'Impersonate-User': 'jane@example.com' };

/** By the number of the exchange in its recording, from 0. */
const senders: Record<string, Record<number, Sender>> = {
  'authorization-errors': {
    0: { user: 'nobody' },
    1: { user: 'nobody' },
    2: { user: 'nobody' },
    3: { user: 'nobody' },
    4: { user: 'nobody', headers: { Authorization: 'Bearer unknown' } },
    5: { user: 'bot' },
    6: { user: 'bot' },
    7: { user: 'bot' },
    8: { user: 'bot' },
    9: { user: 'nobody' },
    10: { user: 'bot', headers: jane },
    11: { user: 'admin', headers: jane },
  },
  'exec-verb': { 0: { user: 'x-get' }, 1: { user: 'x-create' } },
  'read-pods': {
    7: {
      user: 'admin',
      headers: { Accept: 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1' },
    },
  },
};

export function senderOf(recording: string, index: number): Sender {
  return senders[recording]?.[index] ?? { user: 'admin' };
}

/**
 * Streams that were opened before the exchanges that stand above them, by recording and note: how many those are.
 */
export const openedEarly: Record<string, number> = {
  'happy-path/opened before the patch': 3,
  'image-and-start-failures/all of them on one watch': 8,
  'pods-in-other-phases/watch during deletion': 1,
};
