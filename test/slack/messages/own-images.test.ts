import { describe, expect, test } from '@jest/globals';
import { ownImages } from '../../../src/slack/messages/own-images.ts';
import { policyDocument, testPolicy } from '../../helpers/policy.ts';
import { ALICE, CAROL, MALLORY } from '../../helpers/request.ts';
import { read } from './shown.ts';

const DIGEST = '0123456789abcdef'.repeat(4);
const images = {
  busybox: { image: `docker.io/library/busybox:1.37@sha256:${DIGEST}` },
  netshoot: {
    image: 'docker.io/nicolaka/netshoot',
    firstLook: ['ss -tulpn', 'cat /etc/resolv.conf'],
    mode: 'exec',
  },
  grpcurl: { image: 'docker.io/fullstorydev/grpcurl', mode: 'entrypoint', pullPolicy: 'Always' },
  secret: { image: 'registry.example.com/payments' },
};
const [shop] = policyDocument().rules;
const policy = testPolicy(
  {},
  {
    images,
    rules: [
      { ...shop, images: ['netshoot', 'busybox'] },
      { ...shop, name: 'elsewhere', match: { namespaces: ['stage'] }, images: ['grpcurl', 'busybox'] },
      {
        ...shop,
        name: 'payments',
        requesters: ['payments'],
        images: ['secret'],
        breakGlass: { requesters: ['on-call'], announce: 'C0SECURITY' },
      },
    ],
  },
);

const told = (person = ALICE, place = {}) => read(ownImages(policy, person, place));

describe('the images that someone may use', () => {
  test('are those of their rules, each with what it does', () => {
    const all = told();
    expect(all).toContain('busybox:1.37@sha256:0123456789ab…');
    expect(all).toContain('Under: shop, elsewhere');
    expect(all).toMatch(/netshoot[^]*Under: shop \(when you name no image\)[^]*`ss -tulpn`, `cat/);
    expect(all).toContain('Never with `--entrypoint`');
    expect(all).toMatch(/grpcurl[^]*the container's own process\s+Pull: `Always`/);
    expect(all).toContain('Under: payments (when you name no image, only in an emergency)');
  });

  test('are fewer in one place, and none of others', () => {
    const there = told(ALICE, { namespace: 'stage' });
    expect(there).toContain('grpcurl');
    expect(there).not.toContain('netshoot');
    expect(told(CAROL)).not.toContain('busybox');
    expect(told(MALLORY)).toContain('No rule of the policy is for you');
  });

  test('of a policy of very many fit into one message', () => {
    const many = Object.fromEntries(
      Array.from({ length: 200 }, (_each, index) => [
        `image-${index}`,
        { image: `registry/${'x'.repeat(200)}` },
      ]),
    );
    const big = testPolicy({ images: Object.keys(many) }, { images: many });
    const { blocks } = ownImages(big, ALICE, {});
    expect(blocks.length).toBeLessThanOrEqual(50);
    expect(JSON.stringify(blocks).length).toBeLessThan(13_200);
    expect(read(ownImages(big, ALICE, {}))).toMatch(/\d+ more are yours/);
  });
});
