import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { SeenBlock, ModalView } from '../../../src/sandbox/slack/person-view-client.ts';
import { submitForm } from '../../../src/slack/builder/submit-form.ts';
import type { PodList } from '../../../src/requests/pod-lists.ts';
import type { Policy } from '../../../src/domain/policy/policy.ts';
import { policyDocument, testPolicy } from '../../helpers/policy.ts';
import { ASKED, BOB } from '../../helpers/request.ts';
import { type GatewayWorld, startGatewayWorld } from '../actions/gateway-world.ts';
import { until } from '../../sandbox/slack/support.ts';
import { CHANNEL } from '../slack-world.ts';
import { listedPod } from './listed-pod.ts';

const F = (field: string) => `keyhole-builder-${field}`;
const PLACE = { cluster: 'sandbox', namespace: 'shop' };

let world: GatewayWorld;
let policy: Policy;

beforeEach(async () => {
  policy = testPolicy();
  world = await startGatewayWorld(() => policy);
});

afterEach(() => world.stop());

const alice = () => world.person('U0ALICE');
const listed = (...names: readonly string[]): PodList => ({
  kind: 'pods',
  pods: names.map((name) => listedPod(name)),
  cut: false,
  at: Date.now(),
});
const texts = ({ blocks }: { blocks: readonly SeenBlock[] }) => JSON.stringify(blocks);
const opened = async (isIt: (modal: ModalView) => boolean = (modal) => texts(modal).includes('*Rule*')) => {
  await alice().type(CHANNEL, '/debug');
  return alice().waitForModal(isIt);
};
const choices = async (field: string, query: string) =>
  (await alice().suggestions(F(field), query)).map(({ value, text }) =>
    value === 'none' ? text.text : value,
  );
/** Opens the form and chooses a pod in it. */
const filledIn = async () => {
  await world.pods.write(PLACE, listed('api-0'));
  await opened();
  await choices('target', 'api');
  await alice().useInModal(F('target'), 'pod/api-0');
};

describe('what is offered', () => {
  test('are the pods that a worker listed, without asking it again for some seconds', async () => {
    await world.pods.write(PLACE, listed('api-0', 'cart-0'));
    await opened();
    expect(await choices('target', 'cart')).toEqual(['pod/cart-0']);
    expect(world.added).toEqual([]);
  });

  test('are older ones until there are new ones, which a worker is asked for', async () => {
    await world.pods.write(PLACE, { ...listed('api-0'), at: Date.now() - 10_001 });
    await opened();
    expect(await choices('target', 'api-')).toEqual(['pod/api-0']);
    const [trigger] = world.added;
    expect(trigger).toMatchObject({ job: 'list-pods', cluster: 'sandbox' });
    expect(await world.pods.asked(trigger?.id ?? '')).toEqual(PLACE);
  });

  test('has no cluster asked for whoever had it asked too often, and shows them what there is', async () => {
    for (let asks = 0; asks < 20; asks += 1) await world.pods.mayAsk('U0ALICE');
    await world.pods.write(PLACE, { ...listed('api-0'), at: Date.now() - 10_001 });
    await opened();
    expect(await choices('target', 'api-')).toEqual(['pod/api-0']);
    expect(world.added).toEqual([]);
  });

  test('is the first list as soon as it comes', async () => {
    await opened();
    const choosing = choices('target', 'api-');
    await world.pods.write(PLACE, listed('api-0'));
    expect(await choosing).toEqual(['pod/api-0']);
  });

  test('is to type again while the cluster does not answer, which asks for nothing when it is chosen', async () => {
    await opened();
    expect(await choices('target', 'api')).toEqual(['No answer from the cluster yet, type again']);
    expect(await alice().submit({ [F('target')]: 'none' })).toMatchObject({
      kind: 'errors',
      errors: { [String(await blockOf('target'))]: 'Choose a workload or pod: this is none.' },
    });
  });

  test('is why there is nothing where the cluster refuses', async () => {
    await world.pods.write(PLACE, { kind: 'failed', sentence: 'It may not list pods.', at: Date.now() });
    await opened();
    expect(await choices('target', 'api')).toEqual(['The cluster does not list its pods']);
  });

  test('are namespaces that were used lately, and one that was typed, where a rule is for them', async () => {
    await world.write('0123456789', { ...ASKED, ask: { ...ASKED.ask, namespace: 'shop-old' } });
    await opened();
    expect(await choices('namespace', '')).toEqual(['shop', 'shop-old']);
    expect(await choices('namespace', 'shop-n')).toEqual(['shop-n']);
    expect(await choices('namespace', 'bank')).toEqual(['No rule of the policy is for you there']);
    const [, chosen] = [await alice().useInModal(F('namespace'), 'shop-n'), await choices('target', 'a')];
    expect(chosen).toEqual(['No answer from the cluster yet, type again']);
  });

  test('is as the person sees it, where the cluster sees who asks', async () => {
    const sandbox = { ...policyDocument().clusters.sandbox, impersonate: { groups: [] } };
    policy = testPolicy({}, { clusters: { sandbox } });
    await world.pods.write(PLACE, listed('api-0'));
    await world.pods.write({ ...PLACE, email: 'alice@example.com' }, listed('api-9'));
    await opened();
    expect(await choices('target', 'api-')).toEqual(['pod/api-9']);
  });
});

/** The block where a field of the open form stands. */
async function blockOf(field: string) {
  const modal = await alice().modal();
  return modal?.blocks.find(
    ({ element }) => (element as { action_id?: string } | undefined)?.action_id === F(field),
  )?.block_id;
}

describe('a form that was sent', () => {
  test('is one request, in the channel where it was opened', async () => {
    await filledIn();
    expect(await alice().submit({ [F('reason')]: 'it’s slow', [F('command')]: 'echo “a  b”' })).toEqual({
      kind: 'closed',
    });
    const [id = ''] = await world.requests.latestOf('U0ALICE');
    expect(await world.load(id)).toMatchObject({
      requester: { slackId: 'U0ALICE' },
      place: { team: 'T0ACME', channel: CHANNEL },
      cluster: 'sandbox',
      ask: {
        wanted: { kind: 'pod', name: 'api-0' },
        namespace: 'shop',
        image: 'busybox',
        reason: 'it’s slow',
        command: { argv: ['echo', 'a  b'] },
      },
    });
    expect(await world.shown.responseUrl(id)).toMatch(/^http/);
  });

  test('while Keyhole is frozen says so in its place', async () => {
    await filledIn();
    await world.freeze.write({ by: BOB, at: 0, reason: 'a drill' });
    const sent = await alice().submit({});
    expect(sent).toMatchObject({ kind: 'updated' });
    expect(JSON.stringify(sent)).toContain('a drill');
    expect(await world.requests.latestOf('U0ALICE')).toEqual([]);
  });

  test('by whom Slack does not know says so', async () => {
    await filledIn();
    await world.fault('users.info', { error: 'internal_error' }, 3);
    expect(JSON.stringify(await alice().submit({}))).toContain('Slack did not tell me who you are');
  });

  test('with a secret in it is not taken', async () => {
    await filledIn();
    const token = `xoxb-${'1'.repeat(12)}-${'2'.repeat(12)}-${'a'.repeat(24)}`;
    expect(await alice().submit({ [F('command')]: `echo ${token}` })).toMatchObject({
      kind: 'errors',
      errors: { 'command-0': expect.stringContaining('looks like a secret') },
    });
  });

  test('with a secret that was typed as the name of a pod is not taken either', async () => {
    await world.pods.write(PLACE, { ...listed('api-0'), cut: true } as PodList);
    await opened();
    const token = `xoxb-${'1'.repeat(12)}-${'2'.repeat(12)}-${'a'.repeat(24)}`;
    expect(await choices('target', token)).toEqual([`pod/${token}`]);
    await alice().useInModal(F('target'), `pod/${token}`);
    expect(await alice().submit({ [F('target')]: `pod/${token}` })).toMatchObject({
      kind: 'errors',
      errors: { [String(await blockOf('target'))]: expect.stringContaining('looks like a secret') },
    });
    expect(await world.requests.latestOf('U0ALICE')).toEqual([]);
  });

  test('that takes too long is let go, and what comes of it told in the channel', async () => {
    const view = { id: 'V1', private_metadata: '{}', state: { values: {} }, title: { text: 'x' } };
    const body = { view, user: { id: 'U0ALICE' } };
    const about = { team: 'T0ACME', channel: CHANNEL, responseUrl: 'https://x' };
    let letGo: (() => void) | undefined;
    const slow = new Promise<undefined>((resolve) => {
      letGo = () => resolve(undefined);
    });
    const gateway = { ...world.gateway, people: () => slow };
    const values = { t: { [F('target')]: { selected_option: { value: 'pod/api-0' } } } };
    const ack = jest.fn(async () => letGo?.());
    const args = {
      ack,
      body: { ...body, view: { ...view, private_metadata: JSON.stringify(about), state: { values } } },
    };
    await submitForm(gateway, 1)(args as unknown as Parameters<ReturnType<typeof submitForm>>[0]);
    expect(JSON.stringify(ack.mock.calls)).toContain('takes longer than usual');
    await alice().waitFor(CHANNEL, 'the late answer', (messages) =>
      messages.find(({ ephemeral, text }) => ephemeral === true && text.includes('who you are')),
    );
  });
});

describe('the form', () => {
  test('that Slack does not open is told of', async () => {
    await world.fault('views.open', { error: 'expired_trigger_id' });
    expect(await world.answered('U0ALICE', CHANNEL, '/debug')).toContain('/debug help');
  });

  test('that a shortcut did not open is told of by direct message', async () => {
    await world.fault('views.open', { error: 'expired_trigger_id' }, 2);
    await alice().shortcut('keyhole-debug');
    const [post] = await until('a message to Alice', async () => {
      const posts = await world.calls('chat.postMessage');
      return posts.length > 0 ? posts : undefined;
    });
    expect(JSON.stringify(post)).toContain('U0ALICE');
  });

  test('opens at once, and is filled in when Slack has told who it is', async () => {
    await world.fault('users.info', { delayMs: 1_500 });
    expect(texts(await opened(() => true))).toContain('Looking up what you may ask for');
    await alice().waitForModal((modal) => texts(modal).includes('*Rule*'));
  });

  test('puts in a saved command, and says what applies to it', async () => {
    policy = testPolicy({ commands: { allow: ['ps aux'], refuse: ['rm **'] }, approvals: [] });
    await opened();
    await alice().useInModal(F('snippet'), 'ps aux', { [F('command')]: 'rm -r /' });
    const put = await alice().waitForModal((modal) => texts(modal).includes('`ps aux`'));
    expect(put.blocks.find(({ block_id: id }) => id === 'command-1')).toMatchObject({
      element: { initial_value: 'ps aux' },
    });
    await alice().useInModal('keyhole-builder-check', undefined, { [F('command')]: 'rm -r /' });
    await alice().waitForModal((modal) => texts(modal).includes(':no_entry:'));
    expect(await alice().submit({})).toMatchObject({ kind: 'errors' });
  });

  test('begins anew below what was changed', async () => {
    await filledIn();
    await world.pods.write({ ...PLACE, namespace: 'shop-2' }, listed('cart-0'));
    await choices('namespace', 'shop-2');
    await alice().useInModal(F('namespace'), 'shop-2');
    await until('the target to be open', async () => {
      const modal = await alice().modal();
      return modal && !texts(modal).includes('pod/api-0') ? modal : undefined;
    });
    expect(await alice().submit({})).toEqual({
      kind: 'errors',
      errors: { [String(await blockOf('target'))]: 'Please complete this required field.' },
    });
    expect(await choices('target', '')).toEqual(['deployment/api', 'pod/cart-0']);
  });

  test('of a message that tells of no pod begins empty', async () => {
    await world.pods.write(PLACE, listed('api-0'));
    await alice().type(CHANNEL, 'all is well');
    const { ts = '' } = (await alice().read(CHANNEL)).at(-1) ?? {};
    await alice().shortcut('keyhole-debug-message', { channel: CHANNEL, ts });
    expect(texts(await alice().waitForModal())).not.toContain('pod/');
  });
});
