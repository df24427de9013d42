import { afterEach, expect, test } from '@jest/globals';
import { following, RUNNING, stopFollowing, T1 } from './following.ts';
import { ScriptedLog } from './scripted-log.ts';
import { ScriptedPod } from '../scripted-pod.ts';

afterEach(stopFollowing);

// A log is found by names alone, and an app's own container may have the name that `-c` gave.
test.each([
  ['is gone', (pod: ScriptedPod) => pod.delete()],
  [
    'was replaced',
    (pod: ScriptedPod) => pod.become({ ...RUNNING, metadata: { ...RUNNING.metadata, uid: 'another' } }),
  ],
])(
  'no log is read any more of a pod that %s, as it would be that of the one that came instead',
  async (_how, act) => {
    const pod = new ScriptedPod(RUNNING);
    const log = new ScriptedLog();
    const { outcome, told } = await following(pod, log);
    await log.followed;
    log.append(T1, 'one\n');
    await pod.watched;
    act(pod);
    expect(await outcome).toMatchObject({ kind: 'lost' });
    expect(log.queries.map(({ follow }) => follow)).toEqual(['true']);
    expect(told).toEqual(['started', 'one\n']);
  },
);
