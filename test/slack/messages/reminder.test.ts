import { describe, expect, test } from '@jest/globals';
import { calledOn } from '../../../src/slack/messages/mentions.ts';
import { reminder } from '../../../src/slack/messages/reminder.ts';
import { FULL_REQUEST } from './full-request.ts';
import { read, shown } from './shown.ts';

const CALLED = { users: ['U0BOB'], userGroups: ['S0SRE'], names: [] };

describe('a reminder', () => {
  test('calls on those who may decide, with the time that is left', () => {
    const message = reminder({ ...FULL_REQUEST, remindedAt: 1 }, CALLED);
    expect(read(message)).toContain(
      '<!subteam^S0SRE>, <@U0BOB>: this request still waits for a decision, until',
    );
    expect(shown(message)).toContain('<!date^');
  });

  test('is none before it is time', () => {
    expect(reminder(FULL_REQUEST, CALLED)).toBeUndefined();
  });

  test('calls on nobody once it is decided', () => {
    expect(read(reminder({ ...FULL_REQUEST, state: 'approved', remindedAt: 1 }, CALLED))).toBe(
      'Those who may decide were reminded.',
    );
  });
});

describe('those who are called on', () => {
  test('are twenty at the most, groups first, and what Slack cannot mention by name', () => {
    const users = Array.from({ length: 30 }, (_, index) => `U${index}`);
    const text = calledOn({ users, userGroups: ['S0SRE'], names: ['<auditors>'] });
    expect(calledOn({ users: [], userGroups: [], names: [] })).toBe('Whoever may');
    expect(text).toMatch(/^<!subteam\^S0SRE>, <@U0>, .*<@U18>, 11 more, all of &lt;auditors&gt;$/);
  });
});
