import { describe, expect, test } from '@jest/globals';
import { judge, judgeFor } from '../../../src/domain/policy/judge.ts';
import { testPolicy } from '../../helpers/policy.ts';
import { ALICE } from '../../helpers/request.ts';

const question = { requester: ALICE, cluster: 'sandbox', namespace: 'shop', at: 0 };

describe('what an image says', () => {
  const images = {
    busybox: { image: 'busybox', pullPolicy: 'Never', mode: 'exec' },
    netshoot: { image: 'netshoot', mode: 'entrypoint' },
    free: { image: 'free' },
  };
  const policy = testPolicy({ images: Object.keys(images) }, { images });

  test.each<[object, object]>([
    [
      { image: 'busybox', pullPolicy: 'Never' },
      { pullPolicy: 'Never', mode: 'exec' },
    ],
    [{ image: 'netshoot', entrypoint: true }, { mode: 'entrypoint' }],
    [{ image: 'netshoot', pullPolicy: 'Always' }, { pullPolicy: 'Always' }],
    [
      { image: 'free', entrypoint: true },
      { alias: 'free', reference: 'free' },
    ],
  ])('%j gives %j', (asked, image) => {
    expect(judge(policy, { ...question, ...asked })).toMatchObject({ kind: 'allowed', grant: { image } });
  });

  test.each<[object, string]>([
    [{ entrypoint: true }, 'runs commands in busybox only beside its own process: leave out --entrypoint'],
    [{ pullPolicy: 'Always' }, 'pulls busybox with the policy Never: leave out --image-pull-policy'],
  ])('%j is refused', (asked, text) => {
    expect(judge(policy, { ...question, ...asked })).toEqual({
      kind: 'refused',
      sentence: expect.stringContaining(text),
    });
  });

  test('one reference under two names is the one that the rule names', () => {
    const twice = { first: { image: 'same' }, second: { image: 'same', mode: 'entrypoint' } };
    const second = testPolicy({ images: ['second'] }, { images: twice });
    expect(judge(second, { ...question, image: 'same' })).toMatchObject({
      grant: { image: { alias: 'second' } },
    });
  });
});

describe('the profile', () => {
  const own = { base: 'baseline', spec: { workingDir: '/work' } };
  const policy = testPolicy({ profiles: ['own', 'general', 'restricted'] }, { profiles: { own } });

  test("may be one of the policy's own", () => {
    expect(judge(policy, { ...question, profile: 'own' })).toMatchObject({
      grant: { profile: { name: 'own', ...own } },
    });
  });

  test('that no one asked for suits the target', () => {
    const chosen = (target: { uid?: number } | undefined) => judgeFor(policy, question, target);
    expect(chosen(undefined)).toMatchObject({ grant: { profile: { name: 'restricted' } } });
    expect(chosen({ uid: 1000 })).toMatchObject({ grant: { profile: { name: 'restricted' } } });
    expect(chosen({ uid: 0 })).toMatchObject({ grant: { profile: { name: 'general' } } });
  });

  test('that was asked for stays, whatever the target is', () => {
    expect(judgeFor(policy, { ...question, profile: 'restricted' }, { uid: 0 })).toMatchObject({
      grant: { profile: { name: 'restricted' } },
    });
  });
});
