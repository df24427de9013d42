import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type GatewayWorld, startGatewayWorld } from '../actions/gateway-world.ts';
import { CHANNEL } from '../slack-world.ts';

let world: GatewayWorld;

beforeAll(async () => {
  world = await startGatewayWorld();
});

afterAll(() => world.stop());

const shown = async (text: string) => (await world.answered('U0ALICE', CHANNEL, text)).replaceAll('`', '');

test('tells someone privately what they may do', async () => {
  const told = await shown('/debug policy');
  expect(told).toContain('Where: cluster sandbox, namespaces shop, shop-*');
});

test.each([
  ['/debug policy shop-eu', 'in the namespace shop-eu: the first of these'],
  // By its alias.
  ['/debug policy dev/shop', 'in the namespace shop in the cluster sandbox'],
  ['/debug policy prod', 'No rule of the policy is for you there'],
  ['/debug policy stage/shop', 'There is no cluster stage. There are: sandbox.'],
])('%j', async (text, answer) => {
  expect(await shown(text)).toContain(answer);
});

test('tells someone privately which images they may use', async () => {
  const told = await shown('/debug images');
  expect(told).toContain('docker.io/library/busybox:1.37');
  expect(told).toContain('Under: shop (when you name no image)');
  expect(told).toContain('docker.io/nicolaka/netshoot');
  expect(await shown('/debug images prod')).toContain('No rule of the policy is for you there');
});

test('tells nothing to whom Slack does not tell', async () => {
  await world.fault('users.info', { error: 'user_not_found' });
  expect(await world.answered('U0ALICE', CHANNEL, '/debug policy')).toContain(
    'Slack did not tell me who you are',
  );
});
