import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { KeyholeError } from '../../../src/errors.ts';
import type { Gateway } from '../../../src/slack/gateway.ts';
import { reviewed } from '../../../src/slack/actions/review.ts';
import { onSubmission, type SubmissionArgs } from '../../../src/slack/actions/submissions.ts';
import { decideForm } from '../../../src/slack/modals/decide-form.ts';
import { after, ALICE, ASKED, prepared } from '../../helpers/request.ts';
import { askedIn, CHANNEL, privateOf } from '../slack-world.ts';
import { type GatewayWorld, startGatewayWorld } from './gateway-world.ts';

let world: GatewayWorld;

beforeAll(async () => {
  world = await startGatewayWorld();
});

afterAll(() => world.stop());

const pending = () => world.request(askedIn(), prepared());
const privately = async () => (await privateOf(world.person('U0BOB'))).map(({ text }) => text);

/** Sends the form that denies a request, as Bob, to listeners with this gateway. */
function send(id: string, gateway: Partial<Gateway>, answerWithinMs = 2_000) {
  const acked = Promise.withResolvers<string>();
  const about = { ...after(ASKED, prepared()), id, place: { team: 'T0ACME', channel: CHANNEL } };
  const { private_metadata, title } = decideForm(about, 'deny');
  const view = { private_metadata, title, state: { values: {} } };
  const args = {
    ack: async (answer: unknown) => acked.resolve(JSON.stringify(answer)),
    body: { user: { id: 'U0BOB' }, view },
    view,
  };
  const listener = onSubmission({ ...world.gateway, ...gateway }, reviewed, answerWithinMs);
  // What Bolt hands over is more than a listener reads.
  const over = listener(args as unknown as SubmissionArgs);
  return { acked: acked.promise, over };
}

/** A store that finds requests only once something else happened. */
function storeAfter(event: Promise<unknown>): Partial<Gateway> {
  const load: Gateway['requests']['load'] = async (id) => {
    await event;
    return world.requests.load(id);
  };
  return { requests: { ...world.requests, load } };
}

describe('a form that was sent', () => {
  test('closes when it counted', async () => {
    const id = await pending();
    expect(await send(id, {}).acked).toBe('{"response_action":"clear"}');
    expect((await world.load(id))?.outcome).toBe('denied');
  });

  test('says what became of a store that does not answer', async () => {
    const id = await pending();
    const load = () => Promise.reject(new KeyholeError('redis-failed', 'Redis is away'));
    const { acked } = send(id, { requests: { ...world.requests, load } });
    expect(await acked).toContain('cannot tell whether that counted');
    expect((await world.load(id))?.state).toBe('pending');
  });

  test('by someone whom Slack does not tell counts for nothing', async () => {
    const id = await pending();
    const { acked } = send(id, { people: () => Promise.resolve(undefined) });
    expect(await acked).toContain('Slack did not tell me who you are');
    expect((await world.load(id))?.state).toBe('pending');
  });

  test('about a request that is no longer kept says so', async () => {
    expect(await send('0000000000', {}).acked).toContain('no longer kept');
  });
});

test('someone who is not in the channel of the request is told late answers by direct message', async () => {
  const id = await pending();
  const gate = Promise.withResolvers<void>();
  const before = await privately();
  await world.fault('chat.postEphemeral', { error: 'user_not_in_channel' });
  const { acked, over } = send(id, storeAfter(gate.promise), 1);
  await acked;
  await world.write(id, { type: 'cancelled', by: ALICE });
  gate.resolve();
  await over;
  expect(await privately()).toEqual(before);
  expect((await world.calls('chat.postMessage')).at(-1)).toMatchObject({ ok: true, channel: 'U0BOB' });
});

describe('a form whose answer takes longer than Slack waits', () => {
  test('is acked in time, and counts all the same', async () => {
    const id = await pending();
    const gate = Promise.withResolvers<void>();
    const before = await privately();
    const { acked, over } = send(id, storeAfter(gate.promise), 1);
    expect(await acked).toMatch(/"update".*takes longer than usual/);
    gate.resolve();
    await over;
    expect((await world.load(id))?.outcome).toBe('denied');
    expect(await privately()).toEqual(before);
  });

  test('and changes nothing tells the person alone, in the channel of the request', async () => {
    const id = await pending();
    const gate = Promise.withResolvers<void>();
    const before = await privately();
    const { acked, over } = send(id, storeAfter(gate.promise), 1);
    await acked;
    await world.write(id, { type: 'cancelled', by: ALICE });
    gate.resolve();
    await over;
    expect((await privately()).slice(before.length)).toEqual([
      'This request is cancelled already, so nothing was changed.',
    ]);
  });
});
