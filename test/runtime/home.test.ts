import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { HomeView, PersonClient } from '../../src/sandbox/slack/person-client.ts';
import { plainText } from '../../src/sandbox/slack/plain-text.ts';
import { askedCard, CHANNEL, reads, type SandboxWorld, startSandboxWorld } from '../helpers/sandbox-world.ts';
import { callsOf, setFault } from '../slack/slack-world.ts';

let world: SandboxWorld;

beforeAll(async () => {
  world = await startSandboxWorld();
  await world.keyhole();
});

afterAll(() => world.stop());

/** A Home tab as someone would read it. */
const textOf = ({ blocks }: HomeView) =>
  plainText({ ts: '1', channel: 'home', user: 'U0KEYHOLE', isBot: true, text: '', blocks });

const homeReads = async (person: PersonClient, text: string | RegExp) => {
  const fits = (shown: string) => (typeof text === 'string' ? shown.includes(text) : text.test(shown));
  return textOf(await person.waitForHome((home) => fits(textOf(home))));
};

describe('the Home tab', () => {
  test('says what to do while there is nothing', async () => {
    await world.mallory.openHome();
    const shown = await homeReads(world.mallory, 'Nothing of yours is open');
    expect(shown).toContain('/debug help');
    expect(shown).not.toContain('your decision');
    await world.bob.openHome();
    await homeReads(world.bob, 'Nothing waits for your decision');
  });

  test('opens the request builder, which asks for the channel', async () => {
    await world.alice.openHome();
    await homeReads(world.alice, '[New request]');
    expect(await world.alice.useInHome('keyhole-new-request')).toMatchObject({ ok: true });
    const form = await world.alice.waitForModal(({ blocks }) => JSON.stringify(blocks).includes('*Rule*'));
    expect(form).toMatchObject({ callback_id: 'keyhole-build' });
    expect(JSON.stringify(form.blocks)).toContain('keyhole-builder-channel');
    await world.alice.closeModal();
  });

  test('shows a request to whoever may decide and to who asked, and what became of it', async () => {
    await world.alice.openHome();
    await homeReads(world.alice, 'Nothing of yours is open');
    const command = '/debug pod cart-0 busybox --reason "checkout is slow" -- id';
    const card = await askedCard(world.alice, command);
    const waits = await homeReads(world.bob, 'Waits for your decision');
    expect(waits).toMatch(/checkout is slow[^]*\[Approve\] \[Deny\]/);
    expect(waits).toContain('open its thread');
    expect(await homeReads(world.alice, 'Your open requests')).toContain('Waiting for approval');
    expect(await world.bob.useInHome('keyhole-approve')).toMatchObject({ ok: true });
    await reads(world.alice, card.ts, 'Completed, exit code 0');
    expect(await homeReads(world.alice, 'Your last requests')).toContain('completed, exit code 0');
    await homeReads(world.bob, 'Nothing waits for your decision');
  });

  test('asks for the reason of a denial, and tells who asked', async () => {
    await askedCard(world.alice, '/debug pod cart-1 busybox -- hostname');
    await homeReads(world.bob, 'hostname');
    expect(await world.bob.useInHome('keyhole-deny')).toMatchObject({ ok: true });
    await world.bob.waitForModal();
    expect(await world.bob.submit({ 'keyhole-words': 'not now' })).toEqual({ kind: 'closed' });
    await homeReads(world.alice, /cart-1.*: denied/);
    await homeReads(world.bob, 'Nothing waits for your decision');
  });

  test('ends a session', async () => {
    const card = await askedCard(world.alice, '/debug pod api-7f9 busybox');
    await homeReads(world.bob, 'Waits for your decision');
    await world.bob.useInHome('keyhole-approve');
    await homeReads(world.alice, /Running sessions[^]*Session open/);
    expect(await world.alice.useInHome('keyhole-end')).toMatchObject({ ok: true });
    await reads(world.alice, card.ts, 'Ended early');
    await homeReads(world.alice, 'ended early');
  });

  test('judges a click as things stand then, and answers it in a window', async () => {
    const card = await askedCard(world.alice, '/debug pod cart-0 busybox -- uptime');
    await homeReads(world.bob, 'uptime');
    // Nothing is shown anew until the click: what it offers is of before.
    await setFault(world.slack, { method: 'views.publish', times: 1_000, error: 'fatal_error' });
    await world.alice.click(CHANNEL, card.ts, 'keyhole-cancel');
    await reads(world.alice, card.ts, 'Cancelled');
    expect(await world.bob.useInHome('keyhole-approve')).toMatchObject({ ok: true });
    const told = await world.bob.waitForModal();
    expect(JSON.stringify(told.blocks)).toContain('is cancelled already');
  });

  test('is published for nobody who never opened it', async () => {
    expect(await world.carol.home()).toBeUndefined();
    expect((await callsOf(world.slack, 'views.publish')).length).toBeGreaterThan(5);
  });
});
