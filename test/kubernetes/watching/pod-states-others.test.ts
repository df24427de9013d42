import { afterEach, expect, test } from '@jest/globals';
import { podStates, type PodState } from '../../../src/kubernetes/watching/pod-states.ts';
import { podWith, type PlainPod, ScriptedPod } from '../scripted-pod.ts';
import { connectionTo, startScriptedServer, stopServers } from '../scripted-server.ts';

const stop = new AbortController();
const open: AsyncGenerator<PodState, void>[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((states) => states.return()));
  await stopServers();
});

const HAPPY = podWith({ running: {} });
const OTHER: PlainPod = { ...HAPPY, metadata: { ...HAPPY.metadata, name: 'other', uid: 'other' } };

async function statesOf({ answer }: Pick<ScriptedPod, 'answer'>): Promise<AsyncGenerator<PodState, void>> {
  const connection = connectionTo(await startScriptedServer({ answer }));
  const states = podStates(connection, { namespace: 'shop', name: 'happy' }, stop.signal);
  open.push(states);
  return states;
}

// A proxy or a server that leaves `fieldSelector` out of account tells of every pod of the namespace.
test('of a watch that tells of other pods as well, only those of this pod count', async () => {
  const pod = new ScriptedPod(podWith({ waiting: { reason: 'ContainerCreating' } }));
  const states = await statesOf(pod);
  await states.next();
  const state = states.next();
  await pod.watched;
  pod.write(`${pod.event('ADDED', OTHER)}${pod.event('MODIFIED', OTHER)}${pod.event('DELETED', OTHER)}`);
  pod.become(HAPPY);
  expect((await state).value).toMatchObject({ kind: 'there', pod: { metadata: { name: 'happy' } } });
  pod.delete();
  expect((await states.next()).value).toEqual({ kind: 'gone' });
});

test.each([
  ['with this pod', [OTHER, HAPPY], { kind: 'there', pod: { metadata: { name: 'happy' } } }],
  ['without it', [OTHER], { kind: 'gone' }],
])('of a list of other pods, %s', async (_with, items, state) => {
  const body = { kind: 'PodList', metadata: { resourceVersion: '1' }, items };
  const states = await statesOf({ answer: () => ({ status: 200, body }) });
  expect((await states.next()).value).toMatchObject(state);
});
