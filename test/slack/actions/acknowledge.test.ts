import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Event } from '../../../src/domain/request/request.ts';
import { ACTION } from '../../../src/slack/messages/action-ids.ts';
import { BOB, reviewed } from '../../helpers/request.ts';
import { brokenGlass, OVER, STARTED } from '../broken-glass.ts';
import { askedIn } from '../slack-world.ts';
import { type GatewayWorld, startGatewayWorld } from './gateway-world.ts';
import { prepared } from '../../helpers/request.ts';

let world: GatewayWorld;

beforeAll(async () => {
  world = await startGatewayWorld();
});

afterAll(() => world.stop());

const broken = (...events: readonly Event[]) => world.request(askedIn(), brokenGlass(), ...events);
const pressed = async (who: string, id: string) => world.told(who, await world.post(ACTION.acknowledge, id));

describe('the review of a broken glass', () => {
  test('is one of its reviewers, with a note', async () => {
    const id = await broken(...STARTED, OVER);
    await world.click('U0BOB', await world.post(ACTION.acknowledge, id));
    const form = await world.person('U0BOB').waitForModal();
    expect(form.title.text).toBe('Review of break-glass');
    expect(await world.person('U0BOB').submit({ 'keyhole-words': 'seen' })).toEqual({ kind: 'closed' });
    expect((await world.load(id))?.acknowledged).toMatchObject({ by: { slackId: 'U0BOB' }, note: 'seen' });
    expect(await pressed('U0BOB', id)).toContain('bob has reviewed this already');
  });

  test('is neither of who asked nor of a stranger', async () => {
    const id = await broken(...STARTED, OVER);
    expect(await pressed('U0ALICE', id)).toContain('You asked for this yourself');
    expect(await pressed('U0MALLORY', id)).toContain('you are not among them');
    expect((await world.load(id))?.acknowledged).toBeUndefined();
  });

  test.each<[string, readonly Event[], string]>([
    ['runs', STARTED, 'not over yet'],
    ['never ran', [{ type: 'cancelled', by: BOB }], 'Nothing ran for this request'],
  ])('waits for nothing when it %s', async (_when, events, sentence) => {
    expect(await pressed('U0BOB', await broken(...events))).toContain(sentence);
  });

  test('is of no request that was approved', async () => {
    const id = await world.request(askedIn(), prepared(), reviewed(BOB, 'approve'));
    expect(await pressed('U0BOB', id)).toContain('decided before it ran');
  });

  test('comes too late when someone else was faster', async () => {
    const id = await broken(...STARTED, OVER);
    await world.click('U0BOB', await world.post(ACTION.acknowledge, id));
    await world.person('U0BOB').waitForModal();
    await world.write(id, { type: 'acknowledged', by: { slackId: 'U0CAROL', name: 'Carol' } });
    expect(JSON.stringify(await world.person('U0BOB').submit({}))).toContain(
      'Carol has reviewed this already',
    );
    await world.person('U0BOB').closeModal();
  });
});
