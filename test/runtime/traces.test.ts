import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { plainText } from '../../src/sandbox/slack/plain-text.ts';
import {
  askedCard,
  CHANNEL,
  privately,
  reads,
  replies,
  type SandboxWorld,
  startSandboxWorld,
} from '../helpers/sandbox-world.ts';
import { WireClient } from '../sandbox/cluster/client.ts';

let world: SandboxWorld;
let admin: WireClient;

beforeAll(async () => {
  world = await startSandboxWorld();
  admin = new WireClient(world.cluster);
  await world.keyhole();
});

afterAll(() => world.stop());

/** Asks, lets Bob approve, and waits until the session is over; gives its card and the request's id. */
async function sessionOf(command: string): Promise<{ readonly ts: string; readonly id: string }> {
  const card = await askedCard(world.alice, command);
  await world.bob.click(CHANNEL, card.ts, 'keyhole-approve');
  await reads(world.alice, card.ts, 'Completed');
  return { ts: card.ts, id: /Request `(\w+)`/.exec(plainText(card))?.[1] ?? '' };
}

interface PodEvent {
  readonly reason: string;
  readonly message: string;
  readonly involvedObject: { readonly name: string; readonly fieldPath: string };
}

/** By their reasons. */
async function eventsOf(id: string): Promise<readonly PodEvent[]> {
  const { body } = await admin.request('GET', '/api/v1/namespaces/shop/events');
  const { items } = body as { items: (PodEvent & { metadata: { name: string } })[] };
  return items
    .filter(({ metadata }) => metadata.name.startsWith(`keyhole-${id}.`))
    .toSorted((a, b) => a.reason.localeCompare(b.reason));
}

describe('what a session asks of the cluster', () => {
  test('is one PATCH and the exec before there is output; the rest comes after it', async () => {
    const card = await askedCard(world.alice, '/debug pod cart-0 busybox -- id');
    const before = world.cluster.requests().length;
    await world.bob.click(CHANNEL, card.ts, 'keyhole-approve');
    await reads(world.alice, card.ts, 'Completed');
    const heard = world.cluster
      .requests()
      .slice(before)
      .map(({ path, status }) => `${path.split('?')[0]?.split('/').at(-1)} ${status}`);
    const opened = heard.indexOf('exec 101');
    expect([...new Set(heard.slice(0, opened + 1))].toSorted()).toEqual(
      expect.arrayContaining(['ephemeralcontainers 200', 'exec 101']),
    );
    // Before the container runs, exec is refused and tried again; nothing else is asked.
    expect(heard.slice(0, opened).filter((each) => each !== 'exec 500')).toEqual(['ephemeralcontainers 200']);
    expect(heard.slice(opened + 1)).toEqual(expect.arrayContaining(['cart-0 200', 'events 201']));
  });
});

describe('what a session leaves behind', () => {
  test('is how its container ended, in the thread, and who was let in, on the pod; never what it printed', async () => {
    const { ts, id } = await sessionOf('/debug pod cart-1 busybox -- echo out-of-it');
    const container = plainText(await replies(world.alice, ts, /State: +Terminated/, 15_000));
    for (const part of [
      `keyhole-${id}`,
      'containerd://',
      'Image ID',
      'Completed',
      'Exit Code',
      'Restart Count',
    ]) {
      expect(container).toContain(part);
    }
    const [ended, started, ...more] = await eventsOf(id);
    expect(more).toEqual([]);
    const about = { name: 'cart-1', fieldPath: `spec.ephemeralContainers{keyhole-${id}}` };
    expect(started).toMatchObject({ reason: 'KeyholeSessionStarted', involvedObject: about });
    expect(ended).toMatchObject({ reason: 'KeyholeSessionEnded', involvedObject: about });
    for (const event of [started, ended]) {
      expect(event?.message).toMatch(new RegExp(`alice@.*approved by bob@.*${id}`));
      expect(JSON.stringify(event)).not.toContain('out-of-it');
    }
  });

  test('can be asked for: its status privately, its log in the thread', async () => {
    const { ts, id } = await sessionOf(
      `/debug pod cart-0 busybox --entrypoint -- sh -c 'echo first; echo second >&2; exit 4'`,
    );
    await replies(world.alice, ts, 'exit code 4');
    await world.alice.type(CHANNEL, `/debug status ${id}`);
    const status = plainText(await privately(world.alice, 'Exit Code'));
    expect(status).toMatch(/State: +Terminated/);
    await world.alice.type(CHANNEL, `/debug logs ${id}`);
    await privately(world.alice, 'is in');
    expect(plainText(await replies(world.alice, ts, /Log of/))).toMatch(/first\n.*second/);
  });
});
