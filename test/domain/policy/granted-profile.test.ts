import { describe, expect, test } from '@jest/globals';
import { type GrantedProfile, securityContextOf } from '../../../src/domain/policy/granted-profile.ts';
import { PROFILE_NAMES } from '../../../src/domain/policy/profiles.ts';

const of = (base: GrantedProfile['base'], spec?: GrantedProfile['spec']): GrantedProfile => ({
  name: spec ? 'own' : base,
  base,
  ...(spec && { spec }),
});

describe('the profiles of kubectl debug', () => {
  test('set what kubectl sets, and restricted a user and group, too', () => {
    const contexts = Object.fromEntries(
      PROFILE_NAMES.map((name) => [name, securityContextOf(of(name), { uid: 0, gid: 0 })]),
    );
    expect(contexts).toEqual({
      general: { capabilities: { add: ['SYS_PTRACE'] } },
      baseline: undefined,
      restricted: {
        runAsNonRoot: true,
        runAsUser: 65532,
        runAsGroup: 65532,
        capabilities: { drop: ['ALL'] },
        allowPrivilegeEscalation: false,
        seccompProfile: { type: 'RuntimeDefault' },
      },
      netadmin: { capabilities: { add: ['NET_ADMIN', 'NET_RAW'] } },
      sysadmin: { privileged: true },
    });
  });

  test.each([
    [undefined, 65532, 65532],
    [{}, 65532, 65532],
    [{ uid: 1000 }, 1000, 65532],
    [{ uid: 1000, gid: 3000 }, 1000, 3000],
    // A process of the group root can be looked into by that group only, and it is no privilege of its own.
    [{ uid: 1000, gid: 0 }, 1000, 0],
    [{ uid: 0, gid: 3000 }, 65532, 65532],
    [{ gid: 3000 }, 65532, 3000],
  ])('restricted runs for a target of %j as %d:%d', (target, runAsUser, runAsGroup) => {
    expect(securityContextOf(of('restricted'), target)).toMatchObject({ runAsUser, runAsGroup });
  });
});

describe("a profile of the policy's own", () => {
  test('replaces members one by one, and lists of capabilities as wholes', () => {
    const own = { runAsUser: 7, capabilities: { add: ['NET_RAW'] } };
    expect(securityContextOf(of('restricted', { securityContext: own }), { uid: 1000, gid: 1000 })).toEqual({
      runAsNonRoot: true,
      runAsUser: 7,
      runAsGroup: 1000,
      capabilities: { drop: ['ALL'], add: ['NET_RAW'] },
      allowPrivilegeEscalation: false,
      seccompProfile: { type: 'RuntimeDefault' },
    });
    expect(securityContextOf(of('netadmin', { securityContext: own }), undefined)).toEqual({
      runAsUser: 7,
      capabilities: { add: ['NET_RAW'] },
    });
  });

  test("without a security context keeps the base's", () => {
    expect(securityContextOf(of('general', { workingDir: '/' }), undefined)).toEqual({
      capabilities: { add: ['SYS_PTRACE'] },
    });
    expect(securityContextOf(of('baseline', { workingDir: '/' }), undefined)).toBeUndefined();
  });

  test('on baseline sets what it says and no empty list', () => {
    expect(securityContextOf(of('baseline', { securityContext: { runAsUser: 5 } }), undefined)).toEqual({
      runAsUser: 5,
    });
  });
});
