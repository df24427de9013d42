import { spawnSync } from 'node:child_process';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Ask } from '../../../src/domain/asking/ask.ts';
import { canonicalJson } from '../../../src/domain/request/digest.ts';
import { firstLook } from '../../../src/domain/container/first-look.ts';
import { digestOfPlan } from '../../../src/domain/request/plan.ts';
import { REQUEST_ID, requestIdFrom } from '../../../src/domain/request/request-id.ts';
import { testPolicy } from '../../helpers/policy.ts';
import { ASK, ID, testPlan } from '../../helpers/request.ts';

describe('a plan', () => {
  test('names its container after the request, shares the target, and ends by itself', () => {
    expect(testPlan().container).toMatchObject({
      name: `keyhole-${ID}`,
      targetContainerName: 'app',
      securityContext: { capabilities: { add: ['SYS_PTRACE'] } },
      command: ['sh', '-c', expect.stringContaining('-ge 900')],
    });
  });

  const noCommand: Ask = { text: ASK.text, wanted: ASK.wanted, image: ASK.image };

  test('keeps what it was made from', () => {
    const target = { name: 'app', uid: 1000, gid: 1000 };
    const actAs = { user: 'alice@example.com', groups: ['debuggers'] };
    expect(testPlan(testPolicy(), ID, ASK, { target, actAs })).toMatchObject({
      target,
      actAs,
      mode: 'exec',
      reused: false,
      staysOpen: false,
    });
    expect(testPlan(testPolicy(), ID, noCommand)).toMatchObject({ mode: 'exec', staysOpen: true });
  });

  test("in entrypoint mode has one run, the container's own process, and does not stay open", () => {
    expect(testPlan(testPolicy(), ID, { ...ASK, entrypoint: true })).toMatchObject({
      mode: 'entrypoint',
      container: { command: ['id'] },
      runs: [{ title: 'id', text: 'id', argv: ['id'] }],
      staysOpen: false,
    });
    const own = testPlan(testPolicy(), ID, { ...noCommand, entrypoint: true });
    expect(own).toMatchObject({
      runs: [{ title: 'Entrypoint of the image', text: 'The entrypoint of busybox', argv: [] }],
      staysOpen: false,
    });
    expect(own.container).not.toHaveProperty('command');
  });

  test("is in the mode that the image's entry says, whatever was asked", () => {
    const mode = (given: string, ask: Ask) =>
      testPlan(
        testPolicy({}, { images: { busybox: { image: 'b', mode: given }, netshoot: { image: 'n' } } }),
        ID,
        ask,
      ).mode;
    expect(mode('entrypoint', ASK)).toBe('entrypoint');
    expect(mode('exec', { ...ASK, entrypoint: true })).toBe('exec');
  });

  test('with a container to reuse takes it as it stands', () => {
    const reuse = { name: 'keyhole-abcdefghjk', image: 'busybox', imagePullPolicy: 'Always' as const };
    expect(testPlan(testPolicy(), ID, ASK, { reuse })).toMatchObject({ reused: true, container: reuse });
  });

  test('takes its container from the ask', () => {
    const ask: Ask = { ...ASK, containerName: 'mine', env: { A: '1' } };
    expect(testPlan(testPolicy(), ID, ask).container).toMatchObject({
      name: 'mine',
      env: [
        { name: 'KEYHOLE_REQUEST', value: ID },
        { name: 'A', value: '1' },
      ],
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
      { ...plan, mode: 'entrypoint' as const },
      { ...plan, reused: true },
      { ...plan, actAs: { user: 'mallory@example.com', groups: [] } },
      { ...plan, target: { name: 'app', uid: 0 } },
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
