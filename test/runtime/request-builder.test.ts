import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ModalView } from '../../src/sandbox/slack/person-view-client.ts';
import { plainText } from '../../src/sandbox/slack/plain-text.ts';
import { testPolicy } from '../helpers/policy.ts';
import { CHANNEL, reads, type SandboxWorld, startSandboxWorld } from '../helpers/sandbox-world.ts';

const F = (field: string) => `keyhole-builder-${field}`;

let world: SandboxWorld;

beforeAll(async () => {
  world = await startSandboxWorld();
  const commands = { allow: ['ps aux', 'cat /proc/*/status'], refuse: ['rm **'] };
  await world.keyhole({ policy: testPolicy({ commands, requireReason: ['ask'] }) });
});

afterAll(() => world.stop());

const holds = (text: string | RegExp) => (modal: ModalView) => new RegExp(text).test(JSON.stringify(modal));
const card = async (after: number) =>
  world.alice.waitFor(CHANNEL, 'the card', (messages) =>
    messages
      .slice(after)
      .find((message) => message.isBot && !message.ephemeral && message.threadTs === undefined),
  );

describe('/debug alone', () => {
  test('opens a form that knows the pods, says what applies, and asks as the command line does', async () => {
    const before = (await world.alice.read(CHANNEL)).length;
    await world.alice.type(CHANNEL, '/debug');
    const opened = await world.alice.waitForModal(holds('Rule'));
    expect(JSON.stringify(opened.blocks)).toContain('1 of sre');
    const offered = await world.alice.suggestions(F('target'), 'api-7f9');
    expect(offered.map(({ value }) => value)).toContain('pod/api-7f9c6d5b84-x2k4p');
    expect(await world.alice.suggestions(F('namespace'), '')).toMatchObject([{ value: 'shop' }]);
    await world.alice.useInModal(F('target'), 'pod/api-7f9c6d5b84-x2k4p');
    await world.alice.useInModal(F('snippet'), 'ps aux');
    await world.alice.waitForModal(holds('\\*Runs\\*  `ps aux`'));
    expect(await world.alice.submit({})).toMatchObject({ kind: 'errors' });
    expect(await world.alice.submit({ [F('reason')]: 'it is slow' })).toEqual({ kind: 'closed' });
    const asked = await card(before);
    expect(plainText(asked)).toMatch(/ps aux[^]*it is slow/);
    await world.bob.click(CHANNEL, asked.ts, 'keyhole-approve');
    await reads(world.alice, asked.ts, 'Completed, exit code 0');
  });

  test('marks what is wrong at its field, in the words of the command line', async () => {
    await world.alice.type(CHANNEL, '/debug');
    await world.alice.waitForModal(holds('Rule'));
    await world.alice.suggestions(F('target'), 'api-7f9');
    await world.alice.useInModal(F('target'), 'pod/api-7f9c6d5b84-x2k4p');
    const send = (command: string) => world.alice.submit({ [F('command')]: command, [F('reason')]: 'slow' });
    expect(await send('echo "open')).toEqual({
      kind: 'errors',
      errors: { 'command-0': expect.stringContaining('never closes') },
    });
    expect(await send('rm -rf /data')).toEqual({
      kind: 'errors',
      errors: { 'command-0': expect.stringContaining('for nobody') },
    });
    expect(await send('echo AKIAIOSFODNN7EXAMPLF')).toMatchObject({ kind: 'errors' });
    await world.alice.closeModal();
  });

  test('shows no pods to whom no rule is for', async () => {
    await world.mallory.type(CHANNEL, '/debug');
    await world.mallory.waitForModal(holds('/debug policy'));
    expect(await world.mallory.suggestions(F('namespace'), 'shop')).toMatchObject([{ value: 'none' }]);
    expect(await world.mallory.suggestions(F('target'), 'api')).toMatchObject([{ value: 'none' }]);
  });
});

describe('the shortcuts', () => {
  test('of a message begins with the pod that it tells of', async () => {
    await world.bob.type(CHANNEL, 'FIRING: pod="api-7f9c6d5b84-x2k4p" namespace="shop" is slow');
    const alert = (await world.alice.read(CHANNEL)).findLast(({ text }) => text.startsWith('FIRING'));
    const before = (await world.alice.read(CHANNEL)).length;
    await world.alice.shortcut('keyhole-debug-message', { channel: CHANNEL, ts: alert?.ts ?? '' });
    await world.alice.waitForModal(holds('api-7f9c6d5b84-x2k4p'));
    expect(await world.alice.submit({ [F('reason')]: 'the alert' })).toEqual({ kind: 'closed' });
    expect(plainText(await card(before))).toContain('api-7f9c6d5b84-x2k4p');
  });

  test('that is everywhere asks for the channel of the card', async () => {
    const before = (await world.alice.read(CHANNEL)).length;
    await world.alice.shortcut('keyhole-debug');
    await world.alice.waitForModal(holds('Rule'));
    await world.alice.suggestions(F('target'), 'api');
    await world.alice.useInModal(F('target'), 'deployment/api', { [F('channel')]: CHANNEL });
    expect(await world.alice.submit({ [F('reason')]: 'looking', [F('channel')]: CHANNEL })).toEqual({
      kind: 'closed',
    });
    expect(plainText(await card(before))).toContain('Deployment api');
  });
});
