import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { plainText } from '../../src/sandbox/slack/plain-text.ts';
import {
  askedCard,
  CHANNEL,
  privately,
  reads,
  type SandboxWorld,
  startSandboxWorld,
} from '../helpers/sandbox-world.ts';

let world: SandboxWorld;

beforeAll(async () => {
  world = await startSandboxWorld();
  await world.keyhole();
});

afterAll(() => world.stop());

const idOf = (text: string) => /Request `(\w+)`/.exec(text)?.[1] ?? '';

/** The files called so, as Carol reads them. */
async function file(name: RegExp): Promise<{ readonly content: string; readonly threadTs?: string }> {
  const message = await world.carol.waitFor(CHANNEL, `a file ${name}`, (messages) =>
    messages.find(({ files }) => files?.some((each) => name.test(each.name))),
  );
  const { pathname } = new URL(message.files?.[0]?.url ?? '', world.slack.url);
  const content = await (await fetch(`${world.slack.url}${pathname}`)).text();
  return { content, ...(message.threadTs !== undefined && { threadTs: message.threadTs }) };
}

test('what is open is listed, asked for again, and written down when it is over', async () => {
  const card = await askedCard(
    world.alice,
    '/debug pod api-7f9 busybox --reason "it is *slow*" -- echo done',
  );
  const id = idOf(plainText(card));
  await world.bob.type(CHANNEL, '/debug list');
  const listed = plainText(await privately(world.bob, 'Waits for your decision'));
  expect(listed).toContain(id);
  expect(listed).toContain('open its thread');

  await world.bob.click(CHANNEL, card.ts, 'keyhole-approve');
  await reads(world.alice, card.ts, 'Completed, exit code 0');

  await world.carol.type(CHANNEL, `/debug transcript ${id}`);
  await privately(world.carol, `The transcript of the request \`${id}\` is in`);
  const { content, threadTs } = await file(new RegExp(`^debug-${id}\\.md$`));
  expect(threadTs).toBe(card.ts);
  expect(content).toMatch(
    /Reason: it is \\\*slow\\\*[^]*alice \(U0ALICE\) asked[^]*bob \(U0BOB\) approved it[^]*exit code 0[^]*```text\ndone\n```/i,
  );

  const anew = await askedCard(world.bob, `/debug again ${id}`);
  expect(plainText(anew)).toContain('echo done');
  expect(plainText(anew)).toContain('<@U0BOB>');

  await world.mallory.type(CHANNEL, '/debug transcript --since 1h');
  const channel = await file(/^debugging-/);
  expect(channel.threadTs).toBeUndefined();
  expect(channel.content).toMatch(
    new RegExp(`## Request \`${id}\`[^]*## Request \`${idOf(plainText(anew))}\``),
  );
});
