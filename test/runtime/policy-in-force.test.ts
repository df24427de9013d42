import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { stringify } from 'yaml';
import { createLogger } from '../../src/logger.ts';
import { readPolicyFile } from '../../src/policy-file.ts';
import { type FollowedPolicy, followPolicy } from '../../src/runtime/policy-in-force.ts';
import { policyDocument } from '../helpers/policy.ts';

const NEVER_MS = 3_600_000;

let folder: string;
let path: string;
let followed: FollowedPolicy;
let log: { level: string; msg: string; problems?: string[]; clusters?: string[] }[];
let heard: () => void;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keyhole-test-'));
  path = join(folder, 'policy.yaml');
  log = [];
  heard = () => {};
});

afterEach(async () => {
  await followed.stop();
  await rm(folder, { recursive: true });
});

const policyText = (rule: string, others: object = {}) =>
  stringify({ ...policyDocument({ name: rule }), ...others });

async function follow(everyMs = NEVER_MS): Promise<void> {
  const reading = await readPolicyFile(path);
  if (reading.kind !== 'policy') throw new Error(reading.problems.join('\n'));
  const write = (line: string) => {
    log.push(JSON.parse(line));
    heard();
  };
  const logger = createLogger({ level: 'info', secrets: [], destination: { write } });
  followed = followPolicy({ path, policy: reading.policy, logger, everyMs });
}

async function looks(times: number): Promise<void> {
  for (let look = 0; look < times; look += 1) await followed.look();
}

const ruleInForce = () => followed.current().rules[0]?.name;
const logged = () => log.map(({ level, msg }) => `${level}: ${msg}`);

test('an edit is in force when two looks saw it, and is told once', async () => {
  await writeFile(path, policyText('before'));
  await follow();
  await writeFile(path, policyText('after'));
  await looks(1);
  expect(ruleInForce()).toBe('before');
  await looks(1);
  expect(ruleInForce()).toBe('after');
  await looks(3);
  expect(logged()).toEqual(['info: The policy file changed: it is in force']);
});

test('what is still being written is never in force', async () => {
  await writeFile(path, policyText('before'));
  await follow();
  await writeFile(path, policyText('half'));
  await looks(1);
  await writeFile(path, policyText('whole'));
  await looks(1);
  expect(ruleInForce()).toBe('before');
  await looks(1);
  expect(ruleInForce()).toBe('whole');
});

test('an edit between the start and the first look counts, and one of words alone is not told', async () => {
  await writeFile(path, policyText('before'));
  await follow();
  await writeFile(path, `# why\n${policyText('before')}`);
  await looks(2);
  expect(logged()).toEqual([]);
});

test('a bad edit changes nothing, is told once with its problems, and a good one ends it', async () => {
  await writeFile(path, policyText('before'));
  await follow();
  await writeFile(path, policyText('after', { peple: {} }));
  await looks(5);
  expect([ruleInForce(), followed.problems().length]).toEqual(['before', 1]);
  expect(log).toEqual([
    expect.objectContaining({
      level: 'error',
      msg: 'The policy file has problems: the policy that was read before stays in force',
      problems: [expect.stringMatching(/policy\.yaml:\d+:1: peple: .*did you mean "people"/)],
    }),
  ]);
  await writeFile(path, policyText('before'));
  await looks(2);
  expect([ruleInForce(), followed.problems().length]).toEqual(['before', 0]);
  await writeFile(path, policyText('after', { peple: {} }));
  await looks(2);
  await writeFile(path, policyText('after'));
  await looks(2);
  expect([ruleInForce(), followed.problems().length]).toEqual(['after', 0]);
  expect(logged().map((line) => line.slice(0, 27))).toEqual([
    'error: The policy file has ',
    'info: The policy file is in',
    'error: The policy file has ',
    'info: The policy file chang',
  ]);
});

test('a file that is gone leaves the policy in force', async () => {
  await writeFile(path, policyText('before'));
  await follow();
  await rm(path);
  await looks(3);
  expect([ruleInForce(), followed.problems().length]).toEqual(['before', 1]);
  expect(log).toEqual([
    expect.objectContaining({
      problems: [expect.stringContaining('policy.yaml: the policy file cannot be read')],
    }),
  ]);
});

test.each<[string, object, string[]]>([
  ['that came', { sandbox: { context: 'sandbox' }, more: {} }, ['more']],
  ['that went', { other: { context: 'sandbox' } }, ['sandbox', 'other']],
  ['with another context', { sandbox: { context: 'elsewhere' } }, ['sandbox']],
  ['with another alias', { sandbox: { context: 'sandbox', aliases: ['x'] } }, []],
])('of a cluster %s the log says whether workers must be restarted', async (_how, clusters, told) => {
  await writeFile(path, policyText('before'));
  await follow();
  await writeFile(path, policyText('before', { clusters }));
  await looks(2);
  expect(log.filter(({ level }) => level === 'warn')).toEqual(
    told.length === 0
      ? []
      : [
          expect.objectContaining({
            clusters: told,
            msg: 'Workers serve the clusters that they began with: restart them',
          }),
        ],
  );
});

test('by itself it sees a ConfigMap change, whose files are behind a symlink that moves', async () => {
  await mkdir(join(folder, '..one'));
  await mkdir(join(folder, '..two'));
  await writeFile(join(folder, '..one', 'policy.yaml'), policyText('before'));
  await writeFile(join(folder, '..two', 'policy.yaml'), policyText('after'));
  await symlink('..one', join(folder, '..data'));
  await symlink(join('..data', 'policy.yaml'), path);
  await follow(5);
  const told = new Promise<void>((resolve) => {
    heard = resolve;
  });
  await symlink('..two', join(folder, '..data_tmp'));
  await rename(join(folder, '..data_tmp'), join(folder, '..data'));
  await told;
  expect(ruleInForce()).toBe('after');
});

test('once stopped it looks no more', async () => {
  await writeFile(path, policyText('before'));
  jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] });
  try {
    await follow();
    expect(jest.getTimerCount()).toBe(1);
    await followed.stop();
    expect(jest.getTimerCount()).toBe(0);
  } finally {
    jest.useRealTimers();
  }
});
