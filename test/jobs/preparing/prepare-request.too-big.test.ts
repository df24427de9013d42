import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { testPolicy } from '../../helpers/policy.ts';
import { POD } from '../../helpers/scripted-cluster.ts';
import { asked, type PrepareWorld, prepareWorld } from './prepare-world.ts';

let world: PrepareWorld;

beforeEach(() => {
  world = prepareWorld();
  world.under(testPolicy({ volumes: true }));
});

afterEach(() => world.stop());

/** The pod's containers with so many volume mounts each. */
const findsMounts = (count: number) => {
  const volumeMounts = Array.from({ length: count }, (_each, index) => ({
    name: `volume-${index}`,
    mountPath: `/var/lib/application/data-${index}`,
  }));
  const containers = POD.containers.map((container) => ({ ...container, volumeMounts }));
  world.finds({ kind: 'found', pod: { ...POD, containers } });
};

test('an ask that no card could show is refused before the cluster tries it', async () => {
  findsMounts(200);
  expect(await world.prepared(asked({ volumes: true }))).toMatchObject({
    outcome: 'refused',
    sentence: expect.stringMatching(/take \d+ characters to show.*without `--volumes`/),
  });
  expect(world.cluster.preflight).not.toHaveBeenCalled();
});

test('one that a card can show is not', async () => {
  findsMounts(30);
  expect(await world.prepared(asked({ volumes: true }))).toMatchObject({ state: 'pending' });
});
