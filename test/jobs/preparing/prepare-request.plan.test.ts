import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { stillAllowed } from '../../../src/domain/policy/still-allowed.ts';
import { testPolicy } from '../../helpers/policy.ts';
import { BOB, reviewed } from '../../helpers/request.ts';
import { POD } from '../../helpers/scripted-cluster.ts';
import { asked, type PrepareWorld, prepareWorld } from './prepare-world.ts';

const app = { name: 'app', ready: true, running: true, state: 'running' };
const root = { ...POD, containers: [{ ...app, uid: 0, gid: 0, volumeMounts: [] }] };
const plain = { ...POD, containers: [{ ...app, uid: 1000, gid: 2000, volumeMounts: [] }] };

let world: PrepareWorld;

beforeEach(() => {
  world = prepareWorld();
});

afterEach(() => world.stop());

describe('the profile', () => {
  test('is the one with the fewest rights that does the job', async () => {
    world.finds({ kind: 'found', pod: plain });
    const { plan } = await world.prepared();
    expect(plan).toMatchObject({
      target: { name: 'app', uid: 1000, gid: 2000 },
      grant: { profile: { name: 'restricted' } },
      container: { securityContext: { runAsUser: 1000, runAsGroup: 2000 } },
    });
    expect(world.cluster.preflight.mock.calls[0]?.[0].alternatives.map(({ profile }) => profile)).toEqual([
      'general',
    ]);
  });

  test('is a stronger one for a target that is root, and others are tried in the order of what they are good for', async () => {
    world.under(testPolicy({ profiles: ['sysadmin', 'general', 'baseline', 'restricted'] }));
    world.finds({ kind: 'found', pod: root });
    expect((await world.prepared()).plan?.grant.profile.name).toBe('baseline');
    expect(world.cluster.preflight.mock.calls[0]?.[0].alternatives.map(({ profile }) => profile)).toEqual([
      'general',
      'sysadmin',
      'restricted',
    ]);
  });

  test('is the one that was asked for, whatever the target is', async () => {
    world.finds({ kind: 'found', pod: root });
    expect((await world.prepared(asked({ profile: 'restricted' }))).plan).toMatchObject({
      grant: { profile: { name: 'restricted' } },
      container: { securityContext: { runAsUser: 65532 } },
    });
  });

  test('is one that still is the same when the session starts', async () => {
    world.finds({ kind: 'found', pod: plain });
    await world.prepared();
    const request = await world.bring({ type: 'card-posted' }, reviewed(BOB, 'approve'));
    expect(stillAllowed(testPolicy(), request, { now: world.clock.now })).toEqual({ kind: 'yes' });
  });
});

describe('what is said on the card', () => {
  test('tells why this pod was picked, which is nothing to warn of', async () => {
    world.finds({ kind: 'found', pod: POD, why: 'Of 3 pods, this one is not ready.' });
    world.cluster.preflight.mockResolvedValue({ kind: 'ok', warnings: ['another'] });
    const wanted = { kind: 'selector', selector: 'app=api' } as const;
    expect(await world.prepared(asked({ wanted }))).toMatchObject({
      notes: ['Of 3 pods, this one is not ready.'],
      warnings: ['another'],
    });
  });

  test('has no notes where there is nothing to note', async () => {
    expect(await world.prepared()).not.toHaveProperty('notes');
  });

  test("tells that Keyhole cannot end a container's own process", async () => {
    const { plan, warnings } = await world.prepared(asked({ entrypoint: true }));
    expect(plan).toMatchObject({ mode: 'entrypoint', container: { command: ['id'] } });
    expect(world.cluster.preflight.mock.calls[0]?.[0].mode).toBe('entrypoint');
    expect(warnings).toEqual([expect.stringContaining('which Keyhole cannot end')]);
  });

  const volumeMounts = [
    { name: 'data', mountPath: '/data' },
    { name: 'cfg', mountPath: '/cfg', readOnly: true },
  ];

  test.each([
    ['nothing of mounts, which the card lists', volumeMounts, undefined],
    ['that there are none', [], ['app has no volume that a debug container may mount.']],
  ])('tells of volumes %s', async (_what, mounts, notes) => {
    world.under(testPolicy({ volumes: true }));
    world.finds({ kind: 'found', pod: { ...POD, containers: [{ ...app, volumeMounts: mounts }] } });
    const request = await world.prepared(asked({ volumes: true }));
    expect(request.plan?.target?.volumeMounts).toEqual(mounts);
    expect(request.plan?.container.volumeMounts ?? []).toEqual(mounts);
    expect(request.warnings).toEqual([]);
    expect(request.notes).toEqual(notes);
  });

  // Whoever may write to such a volume would choose what runs, with the rights of the profile, instead of what was approved.
  test('leaves out volumes that would put other programs in the place of those of the image', async () => {
    world.under(testPolicy({ volumes: true }));
    const hiding = ['/usr/bin', '/lib'].map((mountPath, index) => ({ name: `v${index}`, mountPath }));
    const containers = [{ ...app, volumeMounts: [...hiding, ...volumeMounts] }];
    world.finds({ kind: 'found', pod: { ...POD, containers } });
    const { plan, notes } = await world.prepared(asked({ volumes: true }));
    expect(plan?.container.volumeMounts).toEqual(volumeMounts);
    expect(notes).toEqual([
      "The volumes at /usr/bin, /lib are left out, as they would hide the image's own programs.",
    ]);
  });

  test('leaves out a volume that would keep the container from being told to end', async () => {
    world.under(testPolicy({ volumes: true }));
    const temporary = { name: 'tmp', mountPath: '/tmp' };
    const containers = [{ ...app, volumeMounts: [temporary, ...volumeMounts] }];
    world.finds({ kind: 'found', pod: { ...POD, containers } });
    const { plan, notes } = await world.prepared(asked({ volumes: true }));
    expect(plan?.container.volumeMounts).toEqual(volumeMounts);
    expect(notes).toEqual([
      'The volume at /tmp is left out, as Keyhole tells the debug container there to end.',
    ]);
  });

  test('tells that there is no container to take volumes from', async () => {
    world.under(testPolicy({ volumes: true }));
    const containers = [{ ...app, running: false, volumeMounts }];
    world.finds({ kind: 'found', pod: { ...POD, containers } });
    const { plan, notes } = await world.prepared(asked({ volumes: true }));
    expect(plan?.container).not.toHaveProperty('volumeMounts');
    expect(notes).toContain('No volume is mounted, as there is no container to take them from.');
  });

  test('has no volumes that were not asked for', async () => {
    world.under(testPolicy({ volumes: true }));
    world.finds({ kind: 'found', pod: { ...POD, containers: [{ ...app, volumeMounts }] } });
    expect((await world.prepared()).plan?.container).not.toHaveProperty('volumeMounts');
  });
});

test('what happens on behalf of a person, the cluster sees as theirs', async () => {
  const impersonate = { groups: ['debuggers'] };
  world.under(testPolicy({}, { clusters: { sandbox: { impersonate, defaultNamespace: 'shop' } } }));
  const actAs = { user: 'alice@example.com', groups: ['debuggers'] };
  const { plan } = await world.prepared();
  expect(plan?.actAs).toEqual(actAs);
  expect(world.cluster.as.mock.calls).toEqual([[actAs]]);
});
