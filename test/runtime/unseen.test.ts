import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { testPolicy } from '../helpers/policy.ts';
import {
  askedCard,
  CHANNEL,
  privately,
  reads,
  type SandboxWorld,
  startSandboxWorld,
} from '../helpers/sandbox-world.ts';

let world: SandboxWorld;

beforeAll(async () => {
  world = await startSandboxWorld();
});

afterAll(() => world.stop());

const ran = () =>
  world.cluster.requests().filter(({ path, status }) => status === 101 && path.includes('/exec?'));

test('a policy that changed after the approval refuses at the start', async () => {
  const gateway = await world.keyhole({ env: { KEYHOLE_ROLE: 'gateway' } });
  const worker = await world.keyhole({ env: { KEYHOLE_ROLE: 'worker' } });
  const card = await askedCard(world.alice, '/debug pod cart-0 busybox -- id');
  await worker.stop();
  await world.bob.click(CHANNEL, card.ts, 'keyhole-approve');
  await reads(world.alice, card.ts, 'waiting for a worker');
  const strict = await world.keyhole({
    env: { KEYHOLE_ROLE: 'worker' },
    policy: testPolicy({ limits: { session: '5m' } }),
  });
  expect(await reads(world.alice, card.ts, 'Refused')).toContain('Ask again to have it reviewed');
  expect(ran()).toEqual([]);
  await strict.stop();
  await gateway.stop();
});

test('what needs no approval runs only where a card can be seen', async () => {
  await world.keyhole({ policy: testPolicy({ approvals: [] }) });
  await world.alice.type('C0GENERAL', '/debug pod cart-1 busybox -- id');
  await privately(world.alice, 'nothing ran', 'C0GENERAL');
  expect(ran()).toEqual([]);
  const card = await askedCard(world.alice, '/debug pod cart-1 busybox -- id');
  await reads(world.alice, card.ts, 'Completed, exit code 0');
  expect(ran().filter(({ path }) => path.includes('command=id'))).toHaveLength(1);
});
