import { expect, test } from '@jest/globals';
import { identityFor } from '../../../src/domain/policy/identity.ts';
import { testPolicy } from '../../helpers/policy.ts';
import { ALICE } from '../../helpers/request.ts';

const impersonating = testPolicy(
  {},
  { clusters: { sandbox: { impersonate: { groups: ['debuggers'] } }, plain: {} } },
);

test("without impersonation the cluster sees Keyhole's own account", () => {
  expect(identityFor(testPolicy(), 'sandbox', ALICE)).toEqual({ kind: 'known' });
  expect(identityFor(impersonating, 'plain', ALICE)).toEqual({ kind: 'known' });
  expect(identityFor(impersonating, 'constructor', ALICE)).toEqual({ kind: 'known' });
});

test("with it, the person's address and the policy's groups", () => {
  expect(identityFor(impersonating, 'sandbox', ALICE)).toEqual({
    kind: 'known',
    identity: { user: 'alice@example.com', groups: ['debuggers'] },
  });
});

test.each([
  [{ slackId: 'U1', name: 'x' }, 'shows none'],
  [{ slackId: 'U1', name: 'x', email: 'system:admin@example.com' }, 'cannot be a user of the cluster'],
  [{ slackId: 'U1', name: 'x', email: 'a@b\r\nImpersonate-Group: system:masters' }, 'cannot be a user'],
  [{ slackId: 'U1', name: 'x', email: 'nobody' }, 'cannot be a user'],
])('%j is refused', (person, text) => {
  expect(identityFor(impersonating, 'sandbox', person)).toEqual({
    kind: 'refused',
    sentence: expect.stringContaining(text),
  });
});
