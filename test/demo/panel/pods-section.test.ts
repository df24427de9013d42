import { describe, expect, test } from '@jest/globals';
import type { V1ContainerState, V1Pod } from '@kubernetes/client-node';
import { podsSection } from '../../../src/demo/panel/pods-section.ts';

function pod(name: string, namespace: string, more: Partial<V1Pod> = {}): V1Pod {
  return { metadata: { name, namespace, uid: `uid of ${name}` }, status: { phase: 'Running' }, ...more };
}

function debugged(name: string, state: V1ContainerState | undefined, command = ['sh', '-c', 'true']): V1Pod {
  return pod(name, 'shop', {
    spec: {
      containers: [],
      ephemeralContainers: [{ name: 'keyhole-x', image: 'busybox', command, targetContainerName: 'app' }],
    },
    status: {
      phase: 'Running',
      ephemeralContainerStatuses: [
        {
          name: 'keyhole-x',
          image: 'busybox',
          imageID: '',
          ready: false,
          restartCount: 0,
          ...(state && { state }),
        },
      ],
    },
  });
}

const entriesOf = (...pods: V1Pod[]) => podsSection(pods).groups.flatMap(({ entries }) => entries);

describe('what the panel tells of a cluster', () => {
  test('pods by namespace and name, with what was debugged on top', () => {
    const { groups } = podsSection([
      pod('dns', 'kube-system'),
      pod('b', 'shop'),
      pod('a', 'shop'),
      debugged('z', { running: {} }),
    ]);
    expect(groups.map(({ title, entries }) => [title, ...entries.map((entry) => entry.title)])).toEqual([
      ['shop', 'z', 'a', 'b'],
      ['kube-system', 'dns'],
    ]);
  });

  test.each([
    ['running', { running: {} }, 'running', 'good'],
    ['ended well', { terminated: { exitCode: 0 } }, 'ended, exit 0', 'quiet'],
    ['killed', { terminated: { exitCode: 137 } }, 'ended, exit 137', 'bad'],
    ['waiting', { waiting: { reason: 'ImagePullBackOff' } }, 'ImagePullBackOff', 'busy'],
    ['not told of', undefined, 'waiting', 'busy'],
  ])('a debug container that is %s', (_, given, state, tone) => {
    const [entry] = entriesOf(debugged('a', given));
    expect(entry?.entries).toEqual([
      {
        id: 'uid of a keyhole-x',
        title: 'keyhole-x',
        state,
        tone,
        details: [
          { name: 'image', text: 'busybox', isCode: true },
          { name: 'looks into', text: 'app', isCode: true },
          { name: 'command', text: 'sh -c true', isCode: true },
        ],
      },
    ]);
  });

  test('a long command is cut, and the image’s own is called so', () => {
    const commandOf = (command: string[]) =>
      entriesOf(debugged('a', undefined, command))[0]?.entries?.[0]?.details?.at(-1);
    expect(commandOf(['sh', '-c', 'x'.repeat(100)])?.text).toMatch(/^sh -c x{57}…$/);
    expect(commandOf([])).toEqual({ name: 'command', text: 'its image’s own', isCode: false });
  });

  test('a pod that goes, and one that crashes', () => {
    const going = pod('a', 'shop', { metadata: { name: 'a', deletionTimestamp: new Date() } });
    const crashing = pod('b', 'shop', {
      status: {
        phase: 'Running',
        containerStatuses: [
          {
            name: 'app',
            image: 'app',
            imageID: '',
            ready: false,
            restartCount: 4,
            state: { waiting: { reason: 'CrashLoopBackOff' } },
          },
        ],
      },
    });
    expect(entriesOf(going, crashing)).toMatchObject([
      { state: 'Terminating', tone: 'quiet' },
      { state: 'CrashLoopBackOff', tone: 'bad' },
    ]);
  });

  test('says when the cluster tells nothing', () => {
    expect(podsSection([], 'connection refused').about).toContain('(connection refused)');
  });
});
