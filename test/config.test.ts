import { describe, expect, test } from '@jest/globals';
import { readConfig } from '../src/config.ts';

const GATEWAY = { KEYHOLE_POLICY: 'policy.yaml', SLACK_BOT_TOKEN: 'xoxb-1', SLACK_APP_TOKEN: 'xapp-1' };

function problems(env: Record<string, string>) {
  const reading = readConfig(env);
  return reading.kind === 'invalid' ? reading.problems : [];
}

function config(env: Record<string, string>) {
  const reading = readConfig(env);
  if (reading.kind === 'invalid') throw new Error(reading.problems.join('\n'));
  return reading.config;
}

describe('readConfig', () => {
  test('needs the policy and the tokens, and has a default for everything else', () => {
    expect(config(GATEWAY)).toMatchObject({
      role: 'all',
      http: { host: '127.0.0.1', port: 3000 },
      logLevel: 'info',
      redis: { url: 'redis://127.0.0.1:6379', prefix: 'keyhole' },
      slack: { mode: 'socket', apiUrl: 'https://slack.com/api/' },
    });
  });

  test('lists everything that is missing at once, each with what to do', () => {
    expect(problems({})).toEqual([
      expect.stringMatching(/^KEYHOLE_POLICY is missing: name the policy file/),
      expect.stringMatching(/^SLACK_BOT_TOKEN is missing: copy/),
      expect.stringMatching(/^SLACK_APP_TOKEN is missing: make .* or set SLACK_SIGNING_SECRET/),
    ]);
  });

  test.each([
    ['SLACK_BOT_TOKEN', 'xapp-mixed-up', 'must begin with xoxb-'],
    ['SLACK_APP_TOKEN', 'xoxb-mixed-up', 'must begin with xapp-'],
    ['REDIS_URL', 'localhost:6379', 'must be a URL that begins with redis:// or rediss://'],
    ['SLACK_API_URL', 'slack.com', 'must be a URL'],
    ['KEYHOLE_ROLE', 'boss', 'must be gateway, worker or all'],
    ['PORT', '99999', 'must be a whole number from 0 to 65535'],
    ['PORT', '3e3', 'must be a whole number'],
    ['KEYHOLE_CONCURRENCY', '0', 'must be a whole number from 1 to 500'],
    ['LOG_LEVEL', 'loud', 'must be trace, debug'],
    ['REDIS_URL', 'redis://:100%@h', 'has a password with a % that encodes nothing'],
    ['KEYHOLE_CLUSTERS', ' , ', 'names no cluster'],
  ])('%s=%s is malformed', (name, value, text) => {
    expect(problems({ ...GATEWAY, [name]: value })).toEqual([expect.stringContaining(`${name} ${text}`)]);
  });

  test('a malformed value is not repeated: it may be a secret in the wrong place', () => {
    expect(problems({ ...GATEWAY, SLACK_BOT_TOKEN: 'hunter2-secret' }).join()).not.toContain('hunter2');
  });

  test('a worker needs nothing of Slack, and an empty setting is none', () => {
    expect(
      config({ KEYHOLE_ROLE: 'worker', KEYHOLE_POLICY: 'p', SLACK_BOT_TOKEN: '' }).slack,
    ).toBeUndefined();
  });

  test('without an app token a signing secret means HTTP', () => {
    const { SLACK_APP_TOKEN: _app, ...rest } = GATEWAY;
    expect(config({ ...rest, SLACK_SIGNING_SECRET: 'a-signing-secret' }).slack?.mode).toBe('http');
  });

  test('knows its secrets, also the one inside the URL of Redis, and cannot be changed', () => {
    const read = config({ ...GATEWAY, REDIS_URL: 'redis://:p%40ss@r:6379' });
    expect(read.secrets).toEqual(['xoxb-1', 'xapp-1', 'p@ss']);
    expect(Object.isFrozen(read)).toBe(true);
  });
});
