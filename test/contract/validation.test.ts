import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { recording } from '../sandbox/cluster/recordings.ts';
import { addDebugContainer, ephemeralPath, messageIn, podPath, reasonIn, runningPod } from './pods.ts';
import { openSubject } from './subject.ts';
import type { Subject } from './subject.ts';

let subject: Subject;
let namespace: string;

beforeAll(async () => {
  subject = await openSubject();
  namespace = subject.namespaces.free;
  await runningPod(subject, 'errors');
});

afterAll(() => subject?.close());

const ofOneContainer = recording('validation-errors').filter(
  ({ request, response }) =>
    request.path === '/api/v1/namespaces/shop/pods/errors/ephemeralcontainers' &&
    response.status === 422 &&
    !(response.body as { message: string }).message.includes('existing ephemeral containers'),
);

describe('one container is judged field by field, in the words that were recorded', () => {
  test.each(ofOneContainer.map((one) => [one.note ?? '', one] as const))('%s', async (_note, one) => {
    const answer = await subject.wire.request(
      'PATCH',
      `${ephemeralPath(namespace, 'errors')}?dryRun=All`,
      one.request.body,
    );
    const recorded = one.response.body as { message: string; reason: string };
    expect([answer.status, reasonIn(answer), messageIn(answer)]).toEqual([
      422,
      recorded.reason,
      recorded.message,
    ]);
  });
});

test.each([
  ['a terminal', { stdin: true, tty: true }],
  ['all rights', { securityContext: { privileged: true } }],
  ['a working directory and variables', { workingDir: '/tmp', env: [{ name: 'A', value: 'b' }] }],
  ['the process namespace of another container', { targetContainerName: 'app' }],
])('allowed: %s', async (_what, more) => {
  const answer = await addDebugContainer(
    subject,
    namespace,
    'errors',
    { name: 'fine', ...more },
    '?dryRun=All',
  );
  expect([answer.status, (answer.body as { kind?: string }).kind]).toEqual([200, 'Pod']);
});

test('an ephemeral container does not come in through the pod itself', async () => {
  const container = { name: 'direct', image: subject.image };
  const answer = await subject.wire.request('PATCH', podPath(namespace, 'errors'), {
    spec: { ephemeralContainers: [container] },
  });
  expect(answer.status).toBe(422);
  expect(messageIn(answer)).toContain('pod updates may not change fields other than');
});
