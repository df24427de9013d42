import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { debugContainer } from '../../src/domain/container/debug-container.ts';
import type { GrantedProfile } from '../../src/domain/policy/granted-profile.ts';
import { PROFILES } from '../../src/domain/policy/profiles.ts';
import { addDebugContainer, debugContainerOnce, podPath, runningPod } from './pods.ts';
import type { PodBody } from './pods.ts';
import { openSubject } from './subject.ts';
import type { Subject } from './subject.ts';
import { channelText, shellPath } from './wire.ts';

/** What a debug container may see of the process that it is beside. */
let subject: Subject;
let namespace: string;

const pods = {
  'of-a-user': { runAsUser: 65532, runAsGroup: 65532 },
  // Whom the image's /etc/passwd does not know: the runtime gives him the group of root.
  'of-a-user-alone': { runAsUser: 65532 },
  'of-root': { runAsUser: 0 },
};
type PodName = keyof typeof pods;

beforeAll(async () => {
  subject = await openSubject();
  namespace = subject.namespaces.free;
  await Promise.all(
    Object.entries(pods).map(([name, securityContext]) => {
      const { image } = subject;
      const env = [{ name: 'TOLD', value: 'to-the-target' }];
      const app = { name: 'app', image, imagePullPolicy: 'IfNotPresent', command: ['sleep', '3600'], env };
      return runningPod(subject, name, { plain: true, spec: { containers: [{ ...app, securityContext }] } });
    }),
  );
});

afterAll(() => subject?.close());

const script = `
for name in root environ exe cwd ns/mnt; do
  case $name in
    environ) grep -q TOLD /proc/1/environ 2>/dev/null ;;
    root) ls /proc/1/root/ >/dev/null 2>&1 ;;
    *) readlink /proc/1/$name >/dev/null 2>&1 ;;
  esac && echo "$name"
done
ls /proc/1/fd >/dev/null 2>&1 && echo fd
cat /proc/1/cmdline >/dev/null 2>&1 && echo cmdline
kill -0 1 2>/dev/null && echo signal
true`;

/** What of the target's process a container beside it can get at. */
async function seen(pod: PodName, name: string, securityContext: object | undefined): Promise<string> {
  const more = { command: ['sleep', '300'], targetContainerName: 'app' };
  await addDebugContainer(subject, namespace, pod, {
    name,
    ...more,
    ...(securityContext && { securityContext }),
  });
  await debugContainerOnce(subject, namespace, pod, name, ({ state }) => state.running !== undefined);
  const answer = await subject.wire.exec(shellPath(pod, name, script, namespace));
  return channelText(answer, 1).trimEnd().split('\n').join(' ');
}

const everything = 'root environ exe cwd ns/mnt fd cmdline signal';
/** With the same user, or with the rights of root over files and signals, but not the right to trace. */
const noMore = 'fd cmdline signal';
const nothing = 'cmdline';

const { restricted } = PROFILES;
const as = (runAsUser: number, runAsGroup: number): object => ({ ...restricted, runAsUser, runAsGroup });
const withoutAny = { runAsUser: 0, capabilities: { drop: ['ALL'] } };

describe('looking into the process of the target', () => {
  test.each<[PodName, string, object | undefined, string]>([
    ['of-a-user', 'general', PROFILES.general, everything],
    ['of-a-user', 'sysadmin', PROFILES.sysadmin, everything],
    ['of-a-user', 'baseline', { runAsUser: 0 }, noMore],
    ['of-a-user', 'netadmin', { ...PROFILES.netadmin, runAsUser: 0 }, noMore],
    ['of-a-user', 'the-same', as(65532, 65532), everything],
    ['of-a-user', 'another-group', as(65532, 0), noMore],
    ['of-a-user', 'another-user', as(12345, 65532), nothing],
    ['of-a-user', 'powerless-root', withoutAny, nothing],
    ['of-a-user-alone', 'the-same', as(65532, 0), everything],
    ['of-a-user-alone', 'another-group', as(65532, 65532), noMore],
    ['of-root', 'baseline', { runAsUser: 0 }, everything],
    ['of-root', 'general', PROFILES.general, everything],
    ['of-root', 'a-user', as(65532, 65532), nothing],
    ['of-root', 'powerless-root', withoutAny, noMore],
  ])('a pod %s, as %s', async (pod, name, securityContext, expected) => {
    expect(await seen(pod, name, securityContext)).toBe(expected);
  });

  test.each<PodName>(['of-a-user', 'of-a-user-alone'])(
    'restricted with the ids that the status of the pod %s tells sees everything',
    async (pod) => {
      const { body } = await subject.wire.request('GET', podPath(namespace, pod));
      const [status] = (body as PodBody).status.containerStatuses ?? [];
      const { uid = -1, gid = -1 } = status?.user?.linux ?? {};
      const profile: GrantedProfile = { name: 'restricted', base: 'restricted' };
      const target = { name: 'app', uid, gid };
      const { image } = subject;
      const asked = debugContainer({ requestId: 'looking001', image, profile, target, limitSeconds: 300 });
      expect(await seen(pod, 'as-keyhole', asked.securityContext)).toBe(everything);
    },
  );
});

describe('the status tells whom a container runs as', () => {
  const userOf = async (pod: string): Promise<unknown> => {
    const { body } = await subject.wire.request('GET', podPath(namespace, pod));
    return (body as PodBody).status.containerStatuses?.[0]?.user;
  };

  test.each<[PodName, number, number]>([
    ['of-a-user', 65532, 65532],
    ['of-a-user-alone', 65532, 0],
    ['of-root', 0, 0],
  ])('%s', async (pod, uid, gid) => {
    expect(await userOf(pod)).toEqual({ linux: { uid, gid, supplementalGroups: [gid] } });
  });

  test('with all its groups in order', async () => {
    const { image } = subject;
    const groups = { runAsUser: 1000, runAsGroup: 3000, supplementalGroups: [5000, 4000], fsGroup: 2000 };
    const app = { name: 'app', image, imagePullPolicy: 'IfNotPresent', command: ['sleep', '3600'] };
    await runningPod(subject, 'of-groups', {
      plain: true,
      spec: { containers: [app], securityContext: groups },
    });
    const supplementalGroups = [2000, 3000, 4000, 5000];
    expect(await userOf('of-groups')).toEqual({ linux: { uid: 1000, gid: 3000, supplementalGroups } });
    const answer = await subject.wire.exec(shellPath('of-groups', 'app', 'id', namespace));
    expect(channelText(answer, 1)).toBe('uid=1000 gid=3000 groups=2000,3000,4000,5000\n');
  });
});
