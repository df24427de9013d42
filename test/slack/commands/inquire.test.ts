import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { slackCalls } from '../../../src/slack/delivery/slack-calls.ts';
import { showThread } from '../../../src/slack/delivery/thread-view.ts';
import { prepared, reviewed, BOB } from '../../helpers/request.ts';
import { testPolicy } from '../../helpers/policy.ts';
import { until } from '../../sandbox/slack/support.ts';
import { type GatewayWorld, startGatewayWorld } from '../actions/gateway-world.ts';
import { RUNNING } from '../delivery/thread-scene.ts';
import { askedIn, CHANNEL } from '../slack-world.ts';

/** Where everybody is, but not the bot; a slash command is answered there, too. */
const ELSEWHERE = 'C0GENERAL';

let world: GatewayWorld;

beforeAll(async () => {
  world = await startGatewayWorld();
});

afterAll(() => world.stop());

const inquiryJobs = () => world.added.filter(({ job }) => job === 'answer-inquiry');

/** Types an inquiry and gives it as it was written down. */
async function written(who: string, channel: string, text: string) {
  const before = inquiryJobs().length;
  await world.person(who).type(channel, text);
  const job = await until('the job of the inquiry', async () => inquiryJobs()[before]);
  return { job, inquiry: await world.inquiries.read(job.id) };
}

describe('a question about a container', () => {
  let id: string;

  beforeEach(async () => {
    const either = testPolicy({ approvals: [{ from: ['sre', 'payments'] }] });
    id = await world.request(
      askedIn(),
      prepared(either),
      { type: 'card-posted' },
      reviewed(BOB, 'approve'),
      ...RUNNING,
    );
  });

  test.each(['status', 'logs'] as const)(
    '%s: is written down, and a worker of its cluster is asked',
    async (about) => {
      const { job, inquiry } = await written('U0ALICE', CHANNEL, `/debug ${about} ${id}`);
      expect(inquiry).toMatchObject({ about, requestId: id, cluster: 'sandbox', by: { slackId: 'U0ALICE' } });
      expect(job).toMatchObject({ cluster: 'sandbox', delayMs: 0 });
      expect(world.added.filter((each) => each.id === job.id).map((each) => each.job)).toEqual([
        'answer-inquiry',
        'expire-inquiry',
      ]);
      expect(await world.shown.responseUrl(job.id)).toContain(world.slack.url);
    },
  );

  test.each([
    ['anyone in the channel of its card', 'U0MALLORY', CHANNEL],
    ['its requester, anywhere', 'U0ALICE', ELSEWHERE],
    ['who decided on it, anywhere', 'U0BOB', ELSEWHERE],
    ['who may decide on it, anywhere', 'U0CAROL', ELSEWHERE],
    ['a member of that channel, anywhere', 'U0MALLORY', ELSEWHERE],
  ])('may be asked by %s', async (_who, person, channel) => {
    expect((await written(person, channel, `/debug status ${id}`)).inquiry?.by.slackId).toBe(person);
  });

  test('may not be asked by a stranger elsewhere', async () => {
    const there = await world.request(askedIn('C0PAYMENTS'), prepared());
    const before = world.added.length;
    const told = await world.answered('U0MALLORY', ELSEWHERE, `/debug logs ${there}`);
    expect(told).toContain(
      `Only its requester, those who may decide it and the members of its channel can ask about the request ${there} from here`,
    );
    expect(world.added).toHaveLength(before);
  });

  test('is answered to everybody in the channel of its card, and in no other, when someone says so', async () => {
    expect((await written('U0ALICE', CHANNEL, `/debug status ${id} --here`)).inquiry?.here).toBe(true);
    expect((await written('U0ALICE', CHANNEL, `/debug status ${id}`)).inquiry?.here).toBeUndefined();
    expect(await world.answered('U0ALICE', ELSEWHERE, `/debug status ${id} --here`)).toContain(
      'only in the channel where its card is',
    );
  });

  test('of someone whom Slack does not tell is not taken', async () => {
    await world.fault('users.info', { error: 'user_not_found' });
    expect(await world.answered('U0ALICE', CHANNEL, `/debug status ${id}`)).toContain(
      'Slack did not tell me who you are',
    );
  });
});

describe('a question about a request without a container', () => {
  test('is answered from the record, at once and with the way to its thread', async () => {
    const id = await world.request(askedIn(), prepared());
    const slack = slackCalls(world.client, async (ms) => world.passSeconds(ms / 1000));
    const { requests, outputs, shown, threads, logger } = world;
    world.passSeconds(60);
    const policy = testPolicy();
    const deps = { requests, outputs, shown, threads, logger, slack, fetch, policy: () => policy };
    const membershipsNow = async () => undefined;
    await showThread({ ...deps, membershipsNow, mayShowTail: async () => true }, id);
    const before = world.added.length;
    const told = await world.answered('U0CAROL', CHANNEL, `/debug status ${id}`);
    expect(told).toMatch(/Waiting for approval, until .* UTC/);
    expect(told).toContain('0 of 1 approval from sre');
    const ts = (await shown.read(id)).messages.card?.ts ?? '';
    expect(told).toContain(`/archives/${CHANNEL}/p${ts.replace('.', '')}`);
    expect(world.added).toHaveLength(before);
  });

  test('is answered also when Slack gives no link', async () => {
    const id = await world.request(askedIn(), prepared());
    await world.shown.writeMessage(id, 'card', { ts: '1700000000.000100', digest: '' });
    await world.fault('chat.getPermalink', { status: 500 }, 3);
    const told = await world.answered('U0CAROL', CHANNEL, `/debug logs ${id}`);
    expect(told).toContain('There is no log, as it has no container yet.');
    expect(told).not.toContain('Open its thread');
  });

  test('that ended tells how', async () => {
    const id = await world.request(askedIn(), prepared(), reviewed(BOB, 'deny'));
    expect(await world.answered('U0ALICE', ELSEWHERE, `/debug logs keyhole-${id}`)).toMatch(
      /Denied by[\s\S]*no container\./,
    );
  });
});

test('a request that is not kept is not found', async () => {
  expect(await world.answered('U0ALICE', CHANNEL, '/debug status 0000000000')).toContain(
    'I keep no request 0000000000: its ID stands at the end of its card, and what is old is kept no more.',
  );
});
