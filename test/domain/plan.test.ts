import { spawnSync } from 'node:child_process';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { canonicalJson } from '../../src/domain/digest.ts';
import { firstLook } from '../../src/domain/first-look.ts';
import { digestOfPlan } from '../../src/domain/plan.ts';
import { REQUEST_ID, requestIdFrom } from '../../src/domain/request-id.ts';
import { ID, testPlan } from '../helpers/request.ts';

describe('a plan', () => {
  test('names its container after the request, shares the target, and ends by itself', () => {
    expect(testPlan().container).toMatchObject({
      name: `keyhole-${ID}`,
      targetContainerName: 'app',
      securityContext: { capabilities: { add: ['SYS_PTRACE'] } },
      command: ['sh', '-c', expect.stringContaining('-ge 900')],
    });
  });

  test('has another digest when anything in it changes', () => {
    const plan = testPlan();
    const digests = [
      plan,
      { ...plan, pod: { ...plan.pod, uid: 'uid-2' } },
      { ...plan, runs: [{ title: 'id', text: 'id', argv: ['id', '-u'] }] },
      { ...plan, grant: { ...plan.grant, limits: { ...plan.grant.limits, session: 901 } } },
      { ...plan, container: { ...plan.container, image: 'evil' } },
    ].map(digestOfPlan);
    expect(new Set(digests).size).toBe(digests.length);
  });

  test('has the same digest in whatever order its members stand', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const turned = Object.fromEntries(Object.entries(value).toReversed());
        expect(canonicalJson(turned)).toBe(canonicalJson(value));
      }),
    );
  });
});

test('a request id is the same for one trigger and fits a container name', () => {
  expect(requestIdFrom('1.2.abc')).toBe(requestIdFrom('1.2.abc'));
  expect(requestIdFrom('1.2.abc')).not.toBe(requestIdFrom('1.2.abd'));
  expect(requestIdFrom('1.2.abc')).toMatch(REQUEST_ID);
});

test('a first look shows each command, goes on after one that fails, and ends with 0', () => {
  const { argv } = firstLook([`printf '%s\\n' "it's"`, 'exit_with_nonsense', 'echo last']);
  const [file = '', ...args] = argv;
  const { stdout, status } = spawnSync(file, args, { encoding: 'utf8' });
  expect(stdout).toBe(
    `$ printf '%s\\n' "it's"\nit's\n\n$ exit_with_nonsense\n(exit code 127)\n\n$ echo last\nlast\n\n`,
  );
  expect(status).toBe(0);
});
