import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { SeenMessage } from '../../../src/sandbox/slack/person-client.ts';
import { prepared, RUNNING } from '../../helpers/request.ts';
import { type GatewayWorld, startGatewayWorld } from '../actions/gateway-world.ts';
import { EXITED } from '../delivery/thread-scene.ts';
import { askedIn, CHANNEL, SECURITY } from '../slack-world.ts';

const ELSEWHERE = 'C0GENERAL';
const PRIVATE = 'C0PAYMENTS';

let world: GatewayWorld;

beforeEach(async () => {
  world = await startGatewayWorld();
});

afterEach(() => world.stop());

/** A session that printed something, with its card in a channel of Slack. */
async function session(channel = CHANNEL, printed = 'uid=0(root)\n') {
  const id = await world.request(askedIn(channel), ...RUNNING.slice(1), EXITED);
  await world.outputs.append(id, 0, [{ stream: 'out', text: printed }]);
  world.passSeconds(60);
  const posted = await world.client.chat.postMessage({ channel, text: `the card of ${id}` });
  const ts = posted.ts ?? '';
  await world.shown.writeMessage(id, 'card', { ts, digest: '' });
  return { id, ts };
}

/** Types it, and gives the file that comes, as Carol sees it. */
async function file(who: string, from: string, text: string, channel = CHANNEL) {
  await world.person(who).type(from, `/debug transcript${text}`);
  const message = await world
    .person('U0CAROL')
    .waitFor(channel, 'the file', (messages) =>
      messages.find(({ files }) => files?.some(({ name }) => name.endsWith('.md'))),
    );
  return { message, content: await contentOf(message) };
}

async function contentOf({ files }: SeenMessage): Promise<string> {
  return (await fetch(new URL(files?.[0]?.url ?? '', world.slack.url))).text();
}

const filesIn = async (channel: string) =>
  (await world.person('U0ALICE').read(channel)).filter(({ files }) => (files?.length ?? 0) > 0);

describe('the transcript of a request', () => {
  test.each([
    ['anyone in its channel', 'U0MALLORY', CHANNEL],
    ['its requester from elsewhere', 'U0ALICE', ELSEWHERE],
    ['a member of its channel from elsewhere', 'U0CAROL', ELSEWHERE],
  ])('is put into its thread, for %s', async (_who, person, from) => {
    const { id, ts } = await session();
    const { message, content } = await file(person, from, ` ${id}`);
    expect(message).toMatchObject({ threadTs: ts, files: [{ name: `debug-${id}.md` }] });
    expect(content).toContain(`# Debug request \`${id}\``);
    expect(content).toContain('```text\nuid=0(root)\n```');
    expect(content).toMatch(/Alice \(U0ALICE\) asked[^]*Bob \(U0BOB\) approved it[^]*exit code 0/);
    const told = await world
      .person(person)
      .waitFor(from, 'the answer', (messages) =>
        messages.find((each) => each.ephemeral === true && JSON.stringify(each).includes('its thread')),
      );
    expect(JSON.stringify(told.blocks)).toContain(`/archives/${CHANNEL}/p`);
  });

  test('is refused to a stranger to its channel', async () => {
    const id = await world.request(askedIn(PRIVATE), prepared());
    const told = await world.answered('U0MALLORY', CHANNEL, `/debug transcript ${id}`);
    expect(told).toContain(`the members of its channel can ask about the request ${id} from here`);
  });

  test('says so where there is no thread, and where there is no such request', async () => {
    const id = await world.request(askedIn(), { type: 'refused', sentence: 'No rule fits.' });
    expect(await world.answered('U0ALICE', CHANNEL, `/debug transcript ${id}`)).toContain('has no thread');
    expect(await world.answered('U0ALICE', CHANNEL, '/debug transcript 0000000000')).toContain(
      'I keep no request 0000000000',
    );
  });
});

describe('the transcript of a channel', () => {
  test('is put into it, with all that everybody there could see and nothing of other channels', async () => {
    const first = await session(CHANNEL, 'one\n');
    const second = await session(CHANNEL, 'two\n');
    const other = await session(SECURITY, 'three\n');
    const unseen = await world.request(askedIn(), { type: 'refused', sentence: 'No rule fits.' });
    const { message, content } = await file('U0CAROL', CHANNEL, ' --since 2h');
    expect(message.threadTs).toBeUndefined();
    expect(message.files?.[0]?.name).toMatch(/^debugging-\d{8}-\d{4}\.md$/);
    expect(content).toContain(String.raw`# Debugging in \#incident\-42, since `);
    expect(content).toMatch(
      new RegExp(`## Request \`${first.id}\`[^]*one\n[^]*## Request \`${second.id}\`[^]*two\n`),
    );
    for (const absent of [other.id, unseen, 'three']) expect(content).not.toContain(absent);
  });

  test('says so where nothing happened', async () => {
    expect(await world.answered('U0ALICE', CHANNEL, '/debug transcript')).toContain('I keep nothing');
    expect(await world.answered('U0ALICE', CHANNEL, '/debug transcript --since 5m')).toContain(
      'a longer `--since`',
    );
  });
});

describe('a file that Slack does not take', () => {
  test.each([
    [{ error: 'not_in_channel' }, 'type `/invite @keyhole`'],
    [{ error: 'is_archived' }, 'That channel is archived'],
    [{ error: 'storage_limit_reached' }, 'did not take the transcript (storage_limit_reached)'],
  ])('%j is told to whoever asked', async (fault, sentence) => {
    const { id } = await session();
    await world.fault('files.completeUploadExternal', fault);
    expect(await world.answered('U0ALICE', CHANNEL, `/debug transcript ${id}`)).toContain(sentence);
    expect(await filesIn(CHANNEL)).toEqual([]);
  });

  test('as it is away is told, too', async () => {
    const { id } = await session();
    await world.fault('files.getUploadURLExternal', { status: 500 }, 3);
    expect(await world.answered('U0ALICE', CHANNEL, `/debug transcript ${id}`)).toContain(
      'Slack does not take files just now',
    );
  });
});

test('a command that is delivered twice writes once', async () => {
  const { id } = await session();
  expect(await world.once.first('x')).toBe(true);
  expect(await world.once.first('x')).toBe(false);
  await file('U0ALICE', CHANNEL, ` ${id}`);
  expect(await filesIn(CHANNEL)).toHaveLength(1);
});
