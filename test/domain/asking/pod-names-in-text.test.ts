import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { podsInText } from '../../../src/domain/asking/pod-names-in-text.ts';

const API = 'api-7f9c6d5b84-x2k4p';

describe('an alert tells of', () => {
  test.each([
    [`FIRING: ${API} is crash looping`, { name: API }],
    [`shop/${API} restarts`, { name: API, namespace: 'shop' }],
    [`${API}.`, { name: API }],
    [`{pod="cart-0", namespace="shop"}`, { name: 'cart-0', namespace: 'shop' }],
    ['*Pod:* `cart-0`\n*Namespace:* `shop`', { name: 'cart-0', namespace: 'shop' }],
    ['pod: shop/cart-0', { name: 'cart-0', namespace: 'shop' }],
    ['Pod cart-0 was evicted', { name: 'cart-0' }],
    ['pod/cart-0 is down', { name: 'cart-0' }],
    ['pod_name=log-agent-x', { name: 'log-agent-x' }],
    ['https://grafana.example.com/d/1?pod=cart-0&namespace=shop', { name: 'cart-0', namespace: 'shop' }],
  ])('%s', (text, pod) => {
    expect(podsInText(text).pods).toEqual([pod]);
  });

  test('several pods, each once and in their order, and a cluster', () => {
    const text = `cluster: prod-eu pod: cart-0 and ${API}, then pod shop/cart-0 and pod cart-1`;
    expect(podsInText(text)).toEqual({
      pods: [{ name: 'cart-0', namespace: 'shop' }, { name: API }, { name: 'cart-1' }],
      cluster: 'prod-eu',
    });
  });

  test('five pods at the most', () => {
    const text = Array.from({ length: 20 }, (_, index) => `pod cart-${index}`).join(' ');
    expect(podsInText(text).pods.map(({ name }) => name)).toEqual([0, 1, 2, 3, 4].map((n) => `cart-${n}`));
  });
});

test.each([
  '',
  'the pod: it is slow',
  'the pod re-scheduled',
  'podium cart-0',
  `x${API}x_y`,
  'no pods at all',
])('there is none in %j', (text) => {
  expect(podsInText(text).pods).toEqual([]);
});

test('any text is read, and soon', () => {
  const begun = performance.now();
  for (const text of [
    'pod '.repeat(5_000),
    `pod${' '.repeat(30_000)}`,
    '-a'.repeat(20_000),
    'a-'.repeat(20_000),
  ])
    podsInText(text);
  expect(performance.now() - begun).toBeLessThan(1_000);
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      for (const { name } of podsInText(text).pods) expect(name).toMatch(/^[a-z0-9][a-z0-9.-]{0,252}$/);
    }),
  );
});
