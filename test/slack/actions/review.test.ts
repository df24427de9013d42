import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Policy } from '../../../src/domain/policy/policy.ts';
import { digestOfPlan } from '../../../src/domain/request/plan.ts';
import type { Event } from '../../../src/domain/request/request.ts';
import type { ModalView } from '../../../src/sandbox/slack/person-client.ts';
import { decide } from '../../../src/slack/actions/decide.ts';
import { ACTION } from '../../../src/slack/messages/action-ids.ts';
import { testPolicy } from '../../helpers/policy.ts';
import { after, ALICE, BOB, CAROL, prepared, reviewed, testPlan } from '../../helpers/request.ts';
import { askedIn } from '../slack-world.ts';
import { type GatewayWorld, startGatewayWorld } from './gateway-world.ts';

const WORDS = 'keyhole-words';
const EVERYBODY_SAYS_WHY = { requireReason: ['approve', 'deny'] as const };

let world: GatewayWorld;
let policy: Policy;

beforeAll(async () => {
  world = await startGatewayWorld(() => policy);
});

afterAll(() => world.stop());

beforeEach(() => {
  policy = testPolicy();
});

afterEach(() => world.freeze.clear());

const withGrant = (also: object): Event => {
  const plan = testPlan();
  return prepared(undefined, { ...plan, grant: { ...plan.grant, ...also } });
};
const pending = (also: object = {}) => world.request(askedIn(), withGrant(also));
const bob = () => world.person('U0BOB');

/** Presses a button as Bob and waits for the form that it opens. */
async function formOf(actionId: string, id: string): Promise<ModalView> {
  await world.click('U0BOB', await world.post(actionId, id));
  return bob().waitForModal();
}

function textOf(submitted: { readonly kind: string }): string {
  return JSON.stringify('view' in submitted ? submitted.view : submitted);
}

describe('denying', () => {
  test('opens a form; with its reason the denial counts and the form closes', async () => {
    const id = await pending();
    const form = await formOf(ACTION.deny, id);
    expect(form.title.text).toBe('Deny this request');
    expect(await world.load(id)).toMatchObject({ state: 'pending', reviews: [] });
    expect(await bob().submit({ [WORDS]: ' not during the sale ' })).toEqual({ kind: 'closed' });
    expect(await world.load(id)).toMatchObject({
      outcome: 'denied',
      reviews: [{ reviewer: { slackId: 'U0BOB' }, decision: 'deny', reason: 'not during the sale' }],
    });
  });

  test('works without a reason where the rule does not want one', async () => {
    const id = await pending();
    await formOf(ACTION.deny, id);
    expect(await bob().submit({})).toEqual({ kind: 'closed' });
    expect((await world.load(id))?.reviews[0]).not.toHaveProperty('reason');
  });

  test('wants a reason where the rule does', async () => {
    const id = await pending(EVERYBODY_SAYS_WHY);
    await formOf(ACTION.deny, id);
    expect(await bob().submit({})).toMatchObject({ kind: 'errors' });
    expect(await world.load(id)).toMatchObject({ state: 'pending', reviews: [] });
    await bob().closeModal();
  });

  test('changes nothing when the form is closed', async () => {
    const id = await pending();
    await formOf(ACTION.deny, id);
    await bob().closeModal();
    expect(await world.load(id)).toMatchObject({ state: 'pending', version: 2 });
  });

  test('keeps a secret in the reason from everybody', async () => {
    const secret = ['ghp', 'A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8'].join('_');
    const id = await pending();
    await formOf(ACTION.deny, id);
    await bob().submit({ [WORDS]: `rotate ${secret} first` });
    const [review] = (await world.load(id))?.reviews ?? [];
    expect(review?.reason).toMatch(/^rotate \[redacted.*\] first$/);
  });

  test('of someone who may not opens no form', async () => {
    const id = await pending();
    expect(await world.told('U0MALLORY', await world.post(ACTION.deny, id))).toContain('Only sre may decide');
    expect(await world.person('U0MALLORY').modal()).toBeUndefined();
  });

  test('a second time by the same person opens no form', async () => {
    const id = await pending({ denials: 2 });
    await world.write(id, reviewed(BOB, 'deny'));
    expect(await world.told('U0BOB', await world.post(ACTION.deny, id))).toContain('needs someone else');
    expect(await bob().modal()).toBeUndefined();
  });

  test('takes as many different people as the rule says', async () => {
    const id = await pending({ denials: 2 });
    await world.write(id, reviewed(CAROL, 'deny'));
    await formOf(ACTION.deny, id);
    expect(await bob().submit({})).toEqual({ kind: 'closed' });
    expect(await world.load(id)).toMatchObject({ outcome: 'denied', reviews: [{}, {}] });
  });

  test('that Slack opens no form for changes nothing, and says so', async () => {
    const id = await pending();
    await world.fault('views.open', { error: 'expired_trigger_id' });
    expect(await world.told('U0BOB', await world.post(ACTION.deny, id))).toContain(
      'Slack did not open the form in time, so nothing was changed: click again.',
    );
    expect((await world.load(id))?.version).toBe(2);
  });
});

describe('a decision that Slack let pass without the reason that the rule wants', () => {
  test.each(['approve', 'deny'] as const)('counts for nothing: %s', async (decision) => {
    const id = await pending(EVERYBODY_SAYS_WHY);
    const request = after(askedIn(), withGrant(EVERYBODY_SAYS_WHY));
    const deciding = { request: { ...request, id }, person: BOB, decision, reason: ' ' };
    expect(await decide(world.gateway, deciding)).toContain(
      `wants to ${decision} this request has to say why`,
    );
    expect(await world.load(id)).toMatchObject({ state: 'pending', reviews: [] });
  });
});

describe('approving', () => {
  test('opens a form only where the rule wants a reason, and counts with it', async () => {
    const id = await pending(EVERYBODY_SAYS_WHY);
    const form = await formOf(ACTION.approve, id);
    expect(form.title.text).toBe('Approve this request');
    expect(await bob().submit({})).toMatchObject({ kind: 'errors' });
    expect(await bob().submit({ [WORDS]: 'pairing with alice' })).toEqual({ kind: 'closed' });
    expect(await world.load(id)).toMatchObject({
      state: 'approved',
      reviews: [{ decision: 'approve', reason: 'pairing with alice', groups: ['sre'] }],
    });
  });

  test('what no card can show is refused, denying it is not', async () => {
    const whole = testPlan();
    const env = [{ name: 'HIDDEN', value: 'x'.repeat(5_000) }];
    const plan = { ...whole, container: { ...whole.container, env } };
    const tooBig: Event = { type: 'prepared', plan, digest: digestOfPlan(plan), warnings: [] };
    const id = await world.request(askedIn(), tooBig);
    expect(await world.told('U0BOB', await world.post(ACTION.approve, id))).toContain(
      'are the most that whoever approves can be shown',
    );
    expect(await world.load(id)).toMatchObject({ state: 'pending', reviews: [] });
    await formOf(ACTION.deny, id);
    expect(await bob().submit({})).toEqual({ kind: 'closed' });
    expect((await world.load(id))?.outcome).toBe('denied');
  });

  test('while Keyhole is frozen is refused with who and why; denying is not', async () => {
    const id = await pending();
    await world.freeze.write({ by: ALICE, reason: 'an incident', at: 1 });
    expect(await world.told('U0BOB', await world.post(ACTION.approve, id))).toContain(
      'Keyhole was frozen by Alice: an incident',
    );
    expect(await world.load(id)).toMatchObject({ state: 'pending', reviews: [] });
    await formOf(ACTION.deny, id);
    expect(await bob().submit({})).toEqual({ kind: 'closed' });
  });

  test('a second time by the same person says that it needs someone else', async () => {
    const id = await pending({ approvals: [{ from: ['sre'], count: 2 }] });
    await world.write(id, reviewed(BOB, 'approve'));
    expect(await world.told('U0BOB', await world.post(ACTION.approve, id))).toContain('needs someone else');
  });
});

describe('a form that was open while the world went on', () => {
  test.each<[string, Event, string]>([
    ['approved', reviewed(BOB, 'approve'), 'This request is approved by Bob already'],
    ['cancelled', { type: 'cancelled', by: ALICE }, 'This request is cancelled already'],
  ])('says that the request was %s', async (_what, event, sentence) => {
    const id = await pending();
    await formOf(ACTION.deny, id);
    await world.write(id, event);
    const submitted = await bob().submit({ [WORDS]: 'no' });
    expect(submitted.kind).toBe('updated');
    expect(textOf(submitted)).toContain(sentence);
    expect((await world.load(id))?.outcome).not.toBe('denied');
    await bob().closeModal();
  });

  test('is judged by the policy as it is then', async () => {
    const id = await pending();
    await formOf(ACTION.deny, id);
    policy = testPolicy(
      {},
      { people: { 'on-call': { slackUsers: ['U0ALICE'] }, sre: { slackUsers: ['U0CAROL'] } } },
    );
    expect(textOf(await bob().submit({}))).toContain('Only sre may decide this request');
    expect(await world.load(id)).toMatchObject({ state: 'pending', reviews: [] });
    await bob().closeModal();
  });

  test('approves nothing once Keyhole is frozen', async () => {
    const id = await pending(EVERYBODY_SAYS_WHY);
    await formOf(ACTION.approve, id);
    await world.freeze.write({ by: ALICE, at: 1 });
    expect(textOf(await bob().submit({ [WORDS]: 'ok' }))).toContain('Keyhole was frozen by Alice');
    expect(await world.load(id)).toMatchObject({ state: 'pending', reviews: [] });
    await bob().closeModal();
  });
});
