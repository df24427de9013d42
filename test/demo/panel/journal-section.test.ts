import { describe, expect, test } from '@jest/globals';
import { journalSection } from '../../../src/demo/panel/journal-section.ts';
import type { Event, JournalEntry } from '../../../src/domain/request/request.ts';

const bob = { slackId: 'U0BOB', name: 'bob' };

function told(event: Event): object | undefined {
  const entry: JournalEntry = { seq: 7, at: 1_000, ...event };
  return journalSection({ id: 'abc', entries: [entry] }).groups[0]?.entries[0];
}

describe('what the panel tells of a journal', () => {
  test('every entry, by its place and time', () => {
    expect(told({ type: 'card-posted' })).toEqual({
      id: '7',
      number: 7,
      at: 1_000,
      title: 'The card is in the channel',
      tone: 'quiet',
    });
  });

  test.each<[Event, object]>([
    [
      { type: 'reviewed', review: { reviewer: bob, decision: 'deny', groups: [], at: 1, reason: 'not now' } },
      { title: '@bob denied', note: 'not now', tone: 'bad' },
    ],
    [
      { type: 'reviewed', review: { reviewer: bob, decision: 'approve', groups: [], at: 1 } },
      { title: '@bob approved', tone: 'good' },
    ],
    [{ type: 'cancelled', by: bob }, { title: '@bob cancelled' }],
    [
      { type: 'ended', outcome: 'failed', sentence: 'The pod is gone.', by: bob },
      { title: 'Ended: failed, by @bob', note: 'The pod is gone.', tone: 'bad' },
    ],
    [{ type: 'released' }, { title: 'The container was told to end' }],
  ])('in words (%#)', (event, words) => {
    expect(told(event)).toMatchObject(words);
  });

  test('an event that nobody wrote words for is told by its name', () => {
    expect(told({ type: 'something-new' } as unknown as Event)).toMatchObject({ title: 'something new' });
  });

  test('how to see one, where no thread of a request is open', () => {
    expect(journalSection(undefined)).toMatchObject({
      groups: [],
      about: expect.stringContaining('Open a thread'),
    });
  });
});
