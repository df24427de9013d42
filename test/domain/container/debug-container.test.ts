import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { debugContainer } from '../../../src/domain/container/debug-container.ts';
import { PROFILE_NAMES } from '../../../src/domain/policy/profiles.ts';
import { ID } from '../../helpers/request.ts';

const GENERAL = { name: 'general', base: 'general' } as const;
const BASE = { requestId: ID, image: 'busybox', profile: GENERAL, limitSeconds: 900 };

/** What the API server lets an ephemeral container have (kubernetes/pkg/apis/core/validation, `allowedEphemeralContainerFields`). */
const ALLOWED = new Set([
  'name',
  'image',
  'command',
  'args',
  'workingDir',
  'env',
  'envFrom',
  'volumeMounts',
  'volumeDevices',
  'terminationMessagePath',
  'terminationMessagePolicy',
  'imagePullPolicy',
  'securityContext',
  'stdin',
  'stdinOnce',
  'tty',
  'targetContainerName',
]);

describe('a debug container', () => {
  test('waits in its holder, and knows its request', () => {
    expect(debugContainer(BASE)).toEqual({
      name: `keyhole-${ID}`,
      image: 'busybox',
      command: ['sh', '-c', expect.stringContaining('-ge 900')],
      env: [{ name: 'KEYHOLE_REQUEST', value: ID }],
      securityContext: { capabilities: { add: ['SYS_PTRACE'] } },
    });
  });

  test('is another one for another request, also under the same name', () => {
    const names = { ...BASE, name: 'mine', entrypoint: ['id'] };
    expect(debugContainer({ ...names, requestId: 'abcdefghjk' })).not.toEqual(debugContainer(names));
  });

  test('is called, pulled and told what was asked for', () => {
    expect(
      debugContainer({ ...BASE, name: 'mine', pullPolicy: 'Always', env: { B: '2', A: '' } }),
    ).toMatchObject({
      name: 'mine',
      imagePullPolicy: 'Always',
      env: [
        { name: 'KEYHOLE_REQUEST', value: ID },
        { name: 'B', value: '2' },
        { name: 'A', value: '' },
      ],
    });
  });

  test('has the variables that were asked for word for word, and those of the profile as the policy wrote them', () => {
    const spec = { env: [{ name: 'HOST', value: '$(KUBERNETES_SERVICE_HOST)' }] };
    const { env } = debugContainer({
      ...BASE,
      profile: { name: 'own', base: 'restricted', spec },
      env: { A: '$(KEYHOLE_REQUEST) $$ $x' },
    });
    expect(env).toEqual([
      { name: 'KEYHOLE_REQUEST', value: ID },
      { name: 'HOST', value: '$(KUBERNETES_SERVICE_HOST)' },
      { name: 'A', value: '$$(KEYHOLE_REQUEST) $$$$ $$x' },
    ]);
  });

  test('has the command itself as its process in entrypoint mode, word for word', () => {
    const { command } = debugContainer({ ...BASE, entrypoint: ['echo', '$(HOME) $$ $x', '$'] });
    // What the kubelet makes of `$$` (kubernetes/third_party/forked/golang/expansion).
    expect(command).toEqual(['echo', '$$(HOME) $$$$ $$x', '$$']);
    expect(debugContainer({ ...BASE, entrypoint: [] })).not.toHaveProperty('command');
  });

  test('takes what its profile adds after its own and before what was asked', () => {
    const spec = {
      env: [
        { name: 'A', value: 'profile' },
        { name: 'B', value: 'profile' },
      ],
      volumeMounts: [
        { name: 'scratch', mountPath: '/scratch' },
        { name: 'other', mountPath: '/data' },
      ],
      workingDir: '/scratch',
    };
    const target = {
      name: 'app',
      volumeMounts: [
        { name: 'data', mountPath: '/data', readOnly: true },
        { name: 'cfg', mountPath: '/cfg' },
      ],
    };
    expect(
      debugContainer({
        ...BASE,
        profile: { name: 'own', base: 'baseline', spec },
        target,
        env: { B: 'asked', C: 'asked' },
      }),
    ).toMatchObject({
      targetContainerName: 'app',
      workingDir: '/scratch',
      env: [
        { name: 'KEYHOLE_REQUEST', value: ID },
        { name: 'A', value: 'profile' },
        { name: 'B', value: 'asked' },
        { name: 'C', value: 'asked' },
      ],
      volumeMounts: [
        { name: 'other', mountPath: '/data' },
        { name: 'cfg', mountPath: '/cfg' },
        { name: 'scratch', mountPath: '/scratch' },
      ],
    });
  });

  test('always says whose it is, whatever was asked', () => {
    const spec = { env: [{ name: 'KEYHOLE_REQUEST', value: 'forged' }] };
    const { env } = debugContainer({
      ...BASE,
      profile: { name: 'own', base: 'baseline', spec },
      env: { KEYHOLE_REQUEST: 'forged' },
    });
    expect(env).toEqual([{ name: 'KEYHOLE_REQUEST', value: ID }]);
  });
});

test('has only fields that an ephemeral container may have, no two variables of a name, no two mounts at a path', () => {
  const text = fc.string({ minLength: 1 });
  const mount = fc.record(
    { name: text, mountPath: fc.constantFrom('/a', '/b', '/c'), readOnly: fc.boolean() },
    { requiredKeys: ['name', 'mountPath'] },
  );
  const spec = fc.record(
    {
      env: fc.array(fc.record({ name: fc.constantFrom('A', 'B', 'KEYHOLE_REQUEST'), value: text })),
      securityContext: fc.record({ runAsUser: fc.nat() }, { requiredKeys: [] }),
      volumeMounts: fc.array(mount),
      workingDir: text,
    },
    { requiredKeys: [] },
  );
  const options = fc.record(
    {
      requestId: fc.constant(ID),
      name: text,
      image: text,
      pullPolicy: fc.constantFrom('Always' as const, 'IfNotPresent' as const, 'Never' as const),
      profile: fc.record(
        { name: text, base: fc.constantFrom(...PROFILE_NAMES), spec },
        { requiredKeys: ['name', 'base'] },
      ),
      target: fc.record(
        { name: text, uid: fc.nat(), gid: fc.nat(), volumeMounts: fc.array(mount) },
        { requiredKeys: ['name'] },
      ),
      env: fc.dictionary(fc.constantFrom('A', 'B', 'C'), text),
      limitSeconds: fc.nat(),
      entrypoint: fc.array(text),
    },
    { requiredKeys: ['requestId', 'image', 'profile', 'limitSeconds'] },
  );
  fc.assert(
    fc.property(options, (given) => {
      const container = debugContainer(given);
      expect(Object.keys(container).filter((field) => !ALLOWED.has(field))).toEqual([]);
      for (const mounted of container.volumeMounts ?? []) {
        expect(['name', 'mountPath', 'readOnly']).toEqual(expect.arrayContaining(Object.keys(mounted)));
      }
      const names = (container.env ?? []).map(({ name }) => name);
      const paths = (container.volumeMounts ?? []).map(({ mountPath }) => mountPath);
      expect([new Set(names).size, new Set(paths).size]).toEqual([names.length, paths.length]);
    }),
  );
});
