import { expect, test } from '@jest/globals';
import { parseEnv } from 'node:util';
import { readConfig, SETTING_NAMES } from '../../src/config.ts';
import { textOf } from './project.ts';

const lines = textOf('.env.example').split('\n');
/** A setting, perhaps commented out. */
const SETTING = /^#?([A-Z][A-Z_]+)=(.*)$/;
const settings = lines.flatMap((line) => {
  const match = SETTING.exec(line);
  return match ? [{ name: match[1] ?? '', value: match[2] ?? '', commented: line.startsWith('#') }] : [];
});

/** What nobody can give a default for. */
const slack = { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_APP_TOKEN: 'xapp-1' };

test('it explains every setting that there is, once, and no other', () => {
  expect(settings.map(({ name }) => name).sort()).toEqual([...SETTING_NAMES].sort());
});

test('each setting follows on lines that explain it', () => {
  const bare = lines.filter((line, at) => SETTING.test(line) && !/^# \S/.test(lines[at - 1] ?? ''));
  expect(bare).toEqual([]);
});

test('the values that are commented out are the defaults', () => {
  const required = { KEYHOLE_POLICY: './policy.yaml', ...slack };
  const shown = settings.filter(({ commented }) => commented).map(({ name, value }) => [name, value]);
  const reading = readConfig({ ...Object.fromEntries(shown), ...required });
  expect(reading.kind).toBe('config');
  expect(reading).toEqual(readConfig(required));
  const optional = shown.filter(([, value]) => value === '').map(([name]) => name);
  expect(optional).toEqual(['SLACK_SIGNING_SECRET', 'KUBECONFIG', 'KEYHOLE_CLUSTERS']);
});

test('copied as it is, it lacks exactly the tokens; with them it is complete', () => {
  const copied = parseEnv(textOf('.env.example'));
  expect(readConfig(copied)).toEqual({
    kind: 'invalid',
    problems: [
      expect.stringMatching(/^SLACK_BOT_TOKEN is missing/),
      expect.stringMatching(/^SLACK_APP_TOKEN is missing/),
    ],
  });
  expect(readConfig({ ...copied, ...slack }).kind).toBe('config');
});
