import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  addDebugContainer,
  jsonType,
  messageIn,
  podsPath,
  reasonIn,
  restrictedContext,
  runningPod,
  sleeper,
} from './pods.ts';
import { openSubject } from './subject.ts';
import type { Subject } from './subject.ts';
import type { Answer } from './wire.ts';

let subject: Subject;

beforeAll(async () => {
  subject = await openSubject();
  const { baseline, restricted } = subject.namespaces;
  await Promise.all([
    runningPod(subject, 'guarded', { namespace: baseline }),
    runningPod(subject, 'guarded', { namespace: restricted }),
  ]);
});

afterAll(() => subject?.close());

type Level = 'baseline' | 'restricted';

const tried = (level: Level, name: string, securityContext?: object): Promise<Answer> =>
  addDebugContainer(
    subject,
    subject.namespaces[level],
    'guarded',
    { name, ...(securityContext && { securityContext }) },
    '?dryRun=All',
  );

const profiles: Record<string, object | undefined> = {
  general: { capabilities: { add: ['SYS_PTRACE'] } },
  baseline: undefined,
  restricted: restrictedContext,
  netadmin: { capabilities: { add: ['NET_ADMIN', 'NET_RAW'] } },
  sysadmin: { privileged: true },
};

describe('what a namespace enforces refuses a profile of kubectl debug', () => {
  test.each<[Level, string, string[]]>([
    ['baseline', 'general', ['non-default capabilities', '"SYS_PTRACE"']],
    ['baseline', 'netadmin', ['non-default capabilities', '"NET_ADMIN", "NET_RAW"']],
    ['baseline', 'sysadmin', ['privileged', 'must not set securityContext.privileged=true']],
    ['restricted', 'general', ['unrestricted capabilities', 'must not include "SYS_PTRACE"']],
    ['restricted', 'baseline', ['allowPrivilegeEscalation != false', 'unrestricted capabilities']],
    ['restricted', 'netadmin', ['unrestricted capabilities']],
    ['restricted', 'sysadmin', ['privileged', 'allowPrivilegeEscalation != false']],
  ])('%s refuses %s', async (level, profile, words) => {
    const answer = await tried(level, profile, profiles[profile]);
    expect([answer.status, reasonIn(answer)]).toEqual([403, 'Forbidden']);
    expect(messageIn(answer)).toContain(
      `pods "guarded" is forbidden: violates PodSecurity "${level}:latest": `,
    );
    for (const word of words) expect(messageIn(answer)).toContain(word);
  });

  test.each<[Level, string]>([
    ['baseline', 'baseline'],
    ['baseline', 'restricted'],
    ['restricted', 'restricted'],
  ])('%s admits %s', async (level, profile) => {
    expect((await tried(level, profile, profiles[profile])).status).toBe(200);
  });
});

test('a pod that breaks the standard is not made', async () => {
  const { restricted } = subject.namespaces;
  const manifest = sleeper(subject, 'unguarded', { plain: true });
  const answer = await subject.wire.request('POST', podsPath(restricted), manifest, jsonType);
  expect([answer.status, reasonIn(answer)]).toEqual([403, 'Forbidden']);
  expect(messageIn(answer)).toContain('violates PodSecurity "restricted:latest"');
});
