import { expect, test } from '@jest/globals';
import { readCommandLine } from '../../src/domain/asking/command-line.ts';
import { asTyped } from '../../src/slack/text.ts';

/** What Slack and keyboards make of a command line, and what was meant. */
test.each([
  ['pod a —profile restricted', { profile: 'restricted' }],
  ['pod a —profile=restricted', { profile: 'restricted' }],
  ['pod a –n shop', { namespace: 'shop' }],
  ['pod a —n shop', { namespace: 'shop' }],
  ['pod a −nshop', { namespace: 'shop' }],
  ['pod a –c peek ‐‐target app', { containerName: 'peek', target: 'app' }],
  ['pod a —image-pull-policy Always', { pullPolicy: 'Always' }],
  ['pod a —env “A=it’s — b” —env=“C=‘d’”', { env: { A: "it's — b", C: "'d'" } }],
  ['pod a —env A=<http://db.example.com|db.example.com>', { env: { A: 'db.example.com' } }],
  ['pod a —env URL=<http://x.example.com/?a=1&amp;b=2>', { env: { URL: 'http://x.example.com/?a=1&b=2' } }],
  ['pod a —env TO=<mailto:a@b.example|a@b.example>', { env: { TO: 'a@b.example' } }],
  ['pod a --image <http://docker.io/x|docker.io/x>', { image: 'docker.io/x' }],
  ['pod a <http://docker.io/x|docker.io/x>', { image: 'docker.io/x' }],
  ['pod a —timeout 90s —duration 1h', { timeoutSeconds: 90, durationSeconds: 3600 }],
  ['pod a —entrypoint —volumes', { entrypoint: true, volumes: true }],
  ['pod a —reuse keyhole-7k3m9p2qrs', { reuse: 'keyhole-7k3m9p2qrs' }],
  ['pod a —reason “<@U0BOB|bob> &amp; <#C0OPS|ops> ask, <!here>”', { reason: '@bob & #ops ask, @here' }],
  [
    'pod\u00A0a —reason „slow“ — ps — x',
    { reason: 'slow', command: { text: 'ps — x', argv: ['ps', '—', 'x'] } },
  ],
])('%j', (text, members) => {
  const typed = asTyped(text);
  expect(readCommandLine(typed)).toEqual({
    kind: 'ask',
    ask: { text: typed, wanted: { kind: 'pod', name: 'a' }, ...members },
  });
});

test('a selector and its image', () => {
  const typed = asTyped(
    '—l “<http://app.kubernetes.io/name|app.kubernetes.io/name> in (web,api)” <http://docker.io/x|docker.io/x>',
  );
  expect(readCommandLine(typed)).toMatchObject({
    ask: {
      wanted: { kind: 'selector', selector: 'app.kubernetes.io/name in (web,api)' },
      image: 'docker.io/x',
    },
  });
});

test('a flag that is not offered is answered, however its dashes were changed', () => {
  expect(readCommandLine(asTyped('pod a –it'))).toMatchObject({
    sentence: expect.stringContaining('not interactive'),
  });
});
