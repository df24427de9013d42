import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { requestIdFrom } from '../../../src/domain/request-id.ts';
import { ACTION } from '../../../src/slack/messages/action-ids.ts';
import { until } from '../../sandbox/slack/support.ts';
import { askedIn, CHANNEL } from '../slack-world.ts';
import { type GatewayWorld, startGatewayWorld } from './gateway-world.ts';

const PODS = ['api-7f9c6d5b84-x2k4p', 'api-7f9c6d5b84-zzzzz'];
const CHOOSE = `${ACTION.choose}0`;

let world: GatewayWorld;
let id: string;

beforeAll(async () => {
  world = await startGatewayWorld();
});

afterAll(() => world.stop());

beforeEach(async () => {
  const choices = PODS.map((pod) => ({ pod }));
  id = await world.request(askedIn(), { type: 'refused', sentence: 'Which pod?', choices });
});

const newIdOf = (pod: string) => requestIdFrom(`${id} ${pod}`);

describe('choosing a pod', () => {
  test.each(PODS)('asks anew with it, and in the same place: %s', async (pod) => {
    await world.click('U0ALICE', await world.post(CHOOSE, `${id} ${pod}`, 'U0ALICE'));
    const asked = await until('the new request', () => world.load(newIdOf(pod)));
    expect(asked).toMatchObject({
      state: 'asked',
      requester: { slackId: 'U0ALICE' },
      place: { channel: CHANNEL },
      ask: { pod, image: 'busybox', command: { text: 'id', argv: ['id'] } },
    });
    expect(asked.ask.text).toMatch(new RegExp(`^pod ${pod} `));
    expect(await world.shown.responseUrl(asked.id)).toContain(`${world.slack.url}/actions/`);
  });

  test('twice asks once', async () => {
    const [pod = ''] = PODS;
    const button = await world.post(CHOOSE, `${id} ${pod}`, 'U0ALICE');
    await Promise.all([world.click('U0ALICE', button), world.click('U0ALICE', button)]);
    // A click on another button is answered after both, as Slack hands them on in order.
    await until('the new request', () => world.load(newIdOf(pod)));
    await world.told('U0ALICE', await world.post(ACTION.approve, 'nonsense'));
    expect((await world.requests.journal(newIdOf(pod))).map(({ type }) => type)).toEqual(['asked']);
    expect((await world.requests.unsettled()).filter((each) => each === newIdOf(pod))).toHaveLength(1);
  });

  test.each(['', 'api', 'cart-0', `${PODS[0]} ${PODS[1]}`])(
    'that was not offered asks nothing: "%s"',
    async (pod) => {
      const button = await world.post(CHOOSE, `${id} ${pod}`);
      expect(await world.told('U0ALICE', button)).toContain('This choice is no longer offered');
      expect(await world.load(newIdOf(pod))).toBeUndefined();
    },
  );

  test('is for who asked alone', async () => {
    const [pod = ''] = PODS;
    const button = await world.post(CHOOSE, `${id} ${pod}`);
    expect(await world.told('U0BOB', button)).toContain('This choice is no longer offered');
    expect(await world.load(newIdOf(pod))).toBeUndefined();
  });

  test('of a request without choices asks nothing', async () => {
    const other = await world.request(askedIn());
    const button = await world.post(CHOOSE, `${other} ${PODS[0]}`);
    expect(await world.told('U0ALICE', button)).toContain('This choice is no longer offered');
  });
});
