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
    [
      { type: 'extension-asked', by: bob, needs: [] },
      { title: '@bob asked for more time', tone: 'busy' },
    ],
    [
      { type: 'extension-failed', extension: 0, sentence: 'The pod is gone.' },
      { title: 'The session was not extended', note: 'The pod is gone.', tone: 'bad' },
    ],
    [
      { type: 'run-asked', by: bob, command: { text: 'ls', argv: ['ls'] }, origin: '1.1 0', needs: [] },
      { title: '@bob asked for another command', note: 'ls' },
    ],
    [
      { type: 'run-stopped', run: 1, by: bob },
      { title: '@bob stopped run 2', tone: 'bad' },
    ],
    [{ type: 'released' }, { title: 'The container was told to end' }],
  ])('in words (%#)', (event, words) => {
    expect(told(event)).toMatchObject(words);
  });

  test('how to see one, where no thread of a request is open', () => {
    expect(journalSection(undefined)).toMatchObject({
      groups: [],
      about: expect.stringContaining('Open a thread'),
    });
  });
});
