import { describe, expect, test } from '@jest/globals';
import type { DebugContainer } from '../../../src/domain/container/debug-container.ts';
import { changedFields } from '../../../src/kubernetes/preflight/admitted.ts';

const ASKED: DebugContainer = {
  name: 'keyhole-0123456789',
  image: 'busybox:1.37',
  command: ['sleep', '60'],
  env: [
    { name: 'KEYHOLE_REQUEST', value: '0123456789' },
    { name: 'EMPTY', value: '' },
  ],
  targetContainerName: 'app',
  securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
  volumeMounts: [{ name: 'data', mountPath: '/data', readOnly: false }],
};

/** As an API server tells it: without what is empty, and with its defaults. */
const ADMITTED = {
  name: 'keyhole-0123456789',
  image: 'busybox:1.37',
  command: ['sleep', '60'],
  env: [{ name: 'KEYHOLE_REQUEST', value: '0123456789' }, { name: 'EMPTY' }],
  targetContainerName: 'app',
  securityContext: { capabilities: { drop: ['ALL'] }, allowPrivilegeEscalation: false },
  volumeMounts: [{ name: 'data', mountPath: '/data' }],
  resources: {},
  terminationMessagePath: '/dev/termination-log',
  terminationMessagePolicy: 'File',
  imagePullPolicy: 'IfNotPresent',
};

describe('what the cluster makes of a debug container', () => {
  test('is what was asked for, with the defaults of an API server', () => {
    expect(changedFields(ASKED, ADMITTED)).toEqual([]);
  });

  test.each<[string, object, string[]]>([
    ['another image', { image: 'mirror.example.com/busybox:1.37' }, ['image']],
    ['another variable', { env: [...ADMITTED.env, { name: 'PROXY', value: 'x' }] }, ['env']],
    ['no command', { command: undefined }, ['command']],
    ['limits', { resources: { limits: { memory: '64Mi' } } }, ['resources.limits']],
    [
      'more rights, and another user',
      { securityContext: { allowPrivilegeEscalation: true, capabilities: { drop: ['ALL'] }, runAsUser: 0 } },
      ['securityContext.allowPrivilegeEscalation', 'securityContext.runAsUser'],
    ],
    [
      'what it was not to have, no longer forbidden',
      { securityContext: { capabilities: { drop: ['ALL'] } } },
      ['securityContext.allowPrivilegeEscalation'],
    ],
    [
      'a read-only mount',
      { volumeMounts: [{ name: 'data', mountPath: '/data', readOnly: true }] },
      ['volumeMounts'],
    ],
    ['a terminal', { stdin: true, tty: true }, ['stdin', 'tty']],
  ])('is changed where it has %s', (_what, change, fields) => {
    expect(changedFields(ASKED, { ...ADMITTED, ...change })).toEqual(fields);
  });

  test('is changed where it has another pull policy than was asked for', () => {
    const asked: DebugContainer = { ...ASKED, imagePullPolicy: 'Never' };
    expect(changedFields(asked, { ...ADMITTED, imagePullPolicy: 'Always' })).toEqual(['imagePullPolicy']);
    expect(changedFields(asked, { ...ADMITTED, imagePullPolicy: 'Never' })).toEqual([]);
  });
});
