import { describe, expect, test } from '@jest/globals';
import { answer } from '../../../src/slack/messages/answer.ts';
import { FULL_REQUEST } from './full-request.ts';
import { read } from './shown.ts';

const { plan: _plan, ...BARE } = FULL_REQUEST;
const ENDED = { state: 'ended', outcome: 'refused', sentence: 'No.' } as const;
const choices = [{ label: 'api-1', note: 'not ready', change: {} }];

describe('the private answer to an ask that came to nothing', () => {
  test('says why, what to pick instead, and what was typed', () => {
    expect(read(answer({ ...BARE, ...ENDED, choices }))).toBe(
      `No.\n[api-1 (not ready)]\nYou asked: \`/debug ${BARE.ask.text}\``,
    );
  });

  test('offers nothing that was for a card which nobody can see', () => {
    expect(read(answer({ ...FULL_REQUEST, ...ENDED, choices }))).not.toContain('api-1');
  });
});
