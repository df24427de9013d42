import { describe, expect, test } from '@jest/globals';
import type { DebugContainer } from '../../../src/domain/container/debug-container.ts';
import { debugContainer } from '../../../src/domain/container/debug-container.ts';
import type { Plan } from '../../../src/domain/request/plan.ts';
import type { Request } from '../../../src/domain/request/request.ts';
import { differences, reuseObstacle } from '../../../src/domain/container/reuse.ts';
import { after, ID, RUNNING } from '../../helpers/request.ts';

const OTHER = 'abcdefghjk';
const wanted = debugContainer({
  requestId: OTHER,
  image: 'docker.io/library/busybox:1.37',
  profile: { name: 'general', base: 'general' },
  target: { name: 'app' },
  limitSeconds: 60,
});
const existing: DebugContainer = {
  ...wanted,
  name: `keyhole-${ID}`,
  imagePullPolicy: 'IfNotPresent',
  command: ['sh', '-c', ': keyhole waits here'],
  env: [{ name: 'KEYHOLE_REQUEST', value: ID }],
};

describe('differences', () => {
  test('are none in the name, the command, whose it is, and what the API server fills in', () => {
    expect(differences(wanted, existing)).toEqual([]);
  });

  test('are none in how a mount says that it may be written', () => {
    const mounts = (readOnly?: false) => [
      { name: 'v', mountPath: '/v', ...(readOnly === false && { readOnly }) },
    ];
    expect(
      differences({ ...wanted, volumeMounts: mounts(false) }, { ...existing, volumeMounts: mounts() }),
    ).toEqual([]);
  });

  test.each<[string, Partial<DebugContainer>]>([
    ['image', { image: 'evil' }],
    ['target', { targetContainerName: 'sidecar' }],
    ['profile', { securityContext: { privileged: true } }],
    ['environment', { env: [...(existing.env ?? []), { name: 'LD_PRELOAD', value: '/x' }] }],
    ['volumes', { volumeMounts: [{ name: 'v', mountPath: '/v' }] }],
    ['working directory', { workingDir: '/' }],
  ])('are told: %s', (what, changes) => {
    expect(differences(wanted, { ...existing, ...changes })).toEqual([what]);
    expect(differences({ ...wanted, ...changes }, existing)).toEqual([what]);
  });

  test('count a pull policy that was asked for', () => {
    expect(differences({ ...wanted, imagePullPolicy: 'Always' }, existing)).toEqual(['pull policy']);
  });
});

describe('reuseObstacle', () => {
  const active = after(...RUNNING);
  const plan: Plan | undefined = active.plan && { ...active.plan, staysOpen: true, container: existing };
  const owner: Request = { ...active, ...(plan && { plan }) };
  const planned = (changes: Partial<Plan>): Request => ({
    ...owner,
    ...(plan && { plan: { ...plan, ...changes } }),
  });
  const obstacle = (changes: Partial<Parameters<typeof reuseObstacle>[0]>) =>
    reuseObstacle({
      existing: { container: existing, running: true },
      owner,
      cluster: 'sandbox',
      podUid: 'uid-1',
      wanted,
      ...changes,
    });

  test('is none for a running container of an open session that is what was asked for', () => {
    expect(obstacle({})).toBeUndefined();
  });

  test.each<[string, Partial<Parameters<typeof reuseObstacle>[0]>]>([
    ['no longer runs', { existing: { container: existing, running: false } }],
    ['is not of a session that Keyhole knows', { owner: undefined }],
    ['is not of a session that Keyhole knows', { owner: planned({ reused: true }) }],
    ['is not of a session that Keyhole knows', { owner: planned({ container: { ...existing, name: 'x' } }) }],
    ['is of a session in another pod or cluster', { cluster: 'prod' }],
    ['is of a session in another pod or cluster', { podUid: 'uid-2' }],
    ['is not of a session that is open for more commands', { owner: { ...owner, state: 'ended' } }],
    ['is not of a session that is open for more commands', { owner: planned({ staysOpen: false }) }],
    ['is not of a session that is open for more commands', { owner: planned({ mode: 'entrypoint' }) }],
    ['has another image than what you asked for', { wanted: { ...wanted, image: 'other' } }],
    // What was added counts, whatever the pod tells of it.
    ['has another image than', { owner: planned({ container: { ...existing, image: 'other' } }) }],
    ['has another image than', { existing: { container: { ...existing, image: 'x' }, running: true } }],
  ])('%s', (text, changes) => {
    expect(obstacle(changes)).toContain(text);
  });
});
