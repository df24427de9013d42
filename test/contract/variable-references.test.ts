import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { addDebugContainer, debugContainerOnce, podPath } from './pods.ts';
import { openSession } from './session.ts';
import type { SessionWorld } from './session.ts';
import { channelText, shellPath } from './wire.ts';

let world: SessionWorld;
let namespace: string;

beforeAll(async () => {
  world = await openSession('references');
  ({ namespace } = world);
});

afterAll(() => world?.close());

/** What the container's own process was given, as it wrote it down. */
async function writtenBy(container: { name: string; [field: string]: unknown }): Promise<string> {
  const { subject } = world;
  await addDebugContainer(subject, namespace, 'references', container);
  const over = ({ state }: { state: { terminated?: object } }): boolean => state.terminated !== undefined;
  await debugContainerOnce(subject, namespace, 'references', container.name, over);
  const path = `${podPath(namespace, 'references')}/log?container=${container.name}`;
  return String((await subject.wire.request('GET', path)).body);
}

/** What the pod says, and what the process gets. */
const words: [string, string][] = [
  ['$(A)', 'va'],
  ['$$(A)', '$(A)'],
  ['$$$(A)', '$va'],
  ['$$', '$'],
  ['$$$$', '$$'],
  ['$', '$'],
  ['$A', '$A'],
  ['${A}', '${A}'],
  ['$(', '$('],
  ['$(A', '$(A'],
  ['$()', '$()'],
  ['$(A B)', '$(A B)'],
  ['$($(A))', '$($(A))'],
  ['$(NONESUCH)', '$(NONESUCH)'],
  // Of the variables only those of the pod and the services, not those of the image or the runtime.
  ['$(PATH)$(HOSTNAME)', '$(PATH)$(HOSTNAME)'],
  ['$(A)-$(B)-$(LATE)', 'va-va-$(A)-$-$(LATE)-late'],
];
const env = [
  { name: 'A', value: 'va' },
  // A value knows those before it.
  { name: 'B', value: '$(A)-$$(A)-$$-$(LATE)' },
  { name: 'LATE', value: 'late' },
];
const asked = words.map(([word]) => word);
const given = words.map(([, word]) => `[${word}]\n`).join('');

describe('a container of its own command', () => {
  test('has the references in its command replaced', async () => {
    expect(await writtenBy({ name: 'command', env, command: ['printf', '[%s]\\n', ...asked] })).toBe(given);
  });

  test('has the references in its args replaced', async () => {
    const args = ['[%s]\\n', ...asked];
    expect(await writtenBy({ name: 'args', env, command: ['printf'], args })).toBe(given);
  });

  test('has the address of the API server', async () => {
    const command = [
      'sh',
      '-c',
      'echo $KUBERNETES_SERVICE_HOST:$KUBERNETES_SERVICE_PORT $KUBERNETES_PORT',
      '$(X)',
    ];
    const referred = ['echo', '$(KUBERNETES_SERVICE_HOST):$(KUBERNETES_SERVICE_PORT) $(KUBERNETES_PORT)'];
    const seen = await writtenBy({ name: 'service', command });
    expect(seen).toMatch(/^\S+:\d+ tcp:\/\/\S+:\d+\n$/);
    expect(await writtenBy({ name: 'service-too', command: referred })).toBe(seen);
  });
});

test('a command of exec is given as it is', async () => {
  const { subject } = world;
  const answer = await subject.wire.exec(
    shellPath('references', 'app', 'echo "$(echo a)" \'$$(B) $(C)\'', namespace),
  );
  expect(channelText(answer, 1)).toBe('a $$(B) $(C)\n');
});

describe('what was approved is what runs', () => {
  const hostile = [
    '$(KEYHOLE_REQUEST)',
    '$$(KEYHOLE_REQUEST)',
    '$$',
    '$$$',
    '$(A) $$(A)',
    'a$b',
    '$',
    "it's $1",
  ];

  test('as the container itself', async () => {
    const pod = await world.pod();
    const entrypoint = ['printf', '[%s]\\n', ...hostile];
    const container = world.container('verbatim01', { entrypoint, env: { A: 'va' } });
    await world.cluster.addContainer({ namespace, pod, container });
    const got: Buffer[] = [];
    const outcome = await world.cluster.followContainer({
      namespace,
      pod,
      container: container.name,
      startTimeoutMs: world.subject.patienceMs,
      timeoutMs: world.subject.patienceMs,
      onLines: ({ text }) => void got.push(text),
    });
    expect(outcome).toEqual({ kind: 'exited', code: 0 });
    expect(Buffer.concat(got).toString()).toBe(hostile.map((word) => `[${word}]\n`).join(''));
  });

  test('with the variables that were asked for', async () => {
    const pod = await world.pod();
    const values = Object.fromEntries(hostile.map((value, index) => [`V${index}`, value]));
    const names = Object.keys(values).map((name) => `"$${name}"`);
    const entrypoint = ['sh', '-c', `printf '[%s]\\n' ${names.join(' ')}`];
    const container = world.container('verbatim02', { entrypoint, env: values });
    await world.cluster.addContainer({ namespace, pod, container });
    const got: Buffer[] = [];
    await world.cluster.followContainer({
      namespace,
      pod,
      container: container.name,
      startTimeoutMs: world.subject.patienceMs,
      timeoutMs: world.subject.patienceMs,
      onLines: ({ text }) => void got.push(text),
    });
    expect(Buffer.concat(got).toString()).toBe(hostile.map((word) => `[${word}]\n`).join(''));
  });
});
