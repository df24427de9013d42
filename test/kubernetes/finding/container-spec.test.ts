import { describe, expect, test } from '@jest/globals';
import { debugContainer } from '../../../src/domain/container/debug-container.ts';
import { debugContainerOf, volumeMountsOf } from '../../../src/kubernetes/finding/container-spec.ts';
import { recordedPod } from '../recordings.ts';

describe('debugContainerOf', () => {
  test.each(['general', 'baseline', 'restricted', 'netadmin', 'sysadmin'] as const)(
    'gives what Keyhole wrote with the profile %s, without what an API server adds',
    (base) => {
      const written = debugContainer({
        requestId: '0123456789',
        image: 'busybox',
        pullPolicy: 'Always',
        profile: { name: base, base },
        target: { name: 'app', uid: 1000, gid: 1000, volumeMounts: [{ name: 'data', mountPath: '/data' }] },
        env: { TERM: 'xterm' },
        limitSeconds: 60,
      });
      const stored = {
        ...JSON.parse(JSON.stringify(written)),
        resources: {},
        terminationMessagePath: '/dev/termination-log',
        terminationMessagePolicy: 'File',
      };
      expect(debugContainerOf(stored)).toEqual(written);
    },
  );

  test('of a container that `kubectl debug` added tells no less than the name, the image and the command', () => {
    const [container] = recordedPod('crashing').spec?.ephemeralContainers ?? [];
    if (!container) throw new Error('the recorded pod has no debug container');
    const { name, image = '', command = [] } = container;
    expect(command.length).toBeGreaterThan(0);
    expect(debugContainerOf(container)).toMatchObject({ name, image, command });
  });

  test('leaves out what Keyhole never writes', () => {
    const env = [{ name: 'SECRET', valueFrom: { secretKeyRef: { name: 'a', key: 'b' } } }];
    const seccompProfile = { type: 'Localhost', localhostProfile: 'x' };
    const foreign = { name: 'd', image: 'i', env, stdin: true, securityContext: { seccompProfile } };
    expect(debugContainerOf(foreign)).toEqual({ name: 'd', image: 'i', securityContext: {} });
  });
});

test('volume mounts come without those by subPath and without the service account’s token', () => {
  expect(
    volumeMountsOf([
      { name: 'data', mountPath: '/data', readOnly: false },
      { name: 'config', mountPath: '/etc/app', readOnly: true, recursiveReadOnly: 'Disabled' },
      { name: 'config', mountPath: '/etc/one', subPath: 'one' },
      { name: 'config', mountPath: '/etc/two', subPathExpr: '$(POD)' },
      {
        name: 'kube-api-access-x',
        mountPath: '/var/run/secrets/kubernetes.io/serviceaccount',
        readOnly: true,
      },
    ]),
  ).toEqual([
    { name: 'data', mountPath: '/data' },
    { name: 'config', mountPath: '/etc/app', readOnly: true },
  ]);
});
