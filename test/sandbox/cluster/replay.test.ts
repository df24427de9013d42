import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { AdmissionPolicy } from '../../../src/sandbox/cluster/api/admission-policy.ts';
import { servedResources } from '../../../src/sandbox/cluster/api/discovery.ts';
import { startCluster } from '../../../src/sandbox/cluster/server.ts';
import type { SandboxCluster } from '../../../src/sandbox/cluster/server.ts';
import { recordedRoles, recordedWorld } from './recorded-world.ts';
import { recording } from './recordings.ts';
import { cuesOf, keyOf } from './replay/cues.ts';
import { play } from './replay/player.ts';
import type { Played } from './replay/player.ts';
import { stages } from './replay/scenes.ts';
import { unlike } from './replay/unlike.ts';

interface Listed {
  name: string;
  verbs: string[];
}

let cluster: SandboxCluster;
let played: Map<string, Played>;

beforeAll(async () => {
  const policies: AdmissionPolicy[] = [];
  cluster = await startCluster({
    world: { ...recordedWorld, policies },
    roles: recordedRoles,
    delays: { backOffMs: 1000, crashBackOffMs: 500, imagePullMs: 50 },
  });
  played = new Map((await play(cluster, policies)).map((one) => [one.key, one]));
}, 60_000);

afterAll(() => cluster.stop());

describe.each(stages.flat(2).map((name) => [name]))('the sandbox answers as recorded: %s', (name) => {
  test.each(cuesOf(name).map((cue) => [cue.name, keyOf(cue)]))('%s', (_name, key) => {
    const one = played.get(key);
    expect(one?.replayed).toEqual(one?.recorded);
    expect(one).toBeDefined();
  });
});

test('every recording is played', () => {
  const files = readdirSync(new URL('../../fixtures/kubernetes/', import.meta.url));
  const names = files.filter((file) => file.endsWith('.json')).map((file) => file.replace('.json', ''));
  const picked = ['pods', 'start-states'];
  expect(names.filter((name) => !picked.includes(name)).sort()).toEqual(stages.flat(2).sort());
  expect(played.size).toBe(155);
});

test('of the core group the sandbox offers no verb that the recorded cluster does not have', () => {
  const bodies = recording('discovery').map(({ response }) => response.body as { resources?: Listed[] });
  const resources = bodies.flatMap(({ resources = [] }) => resources);
  const recorded = new Map(resources.map(({ name, verbs }) => [name, verbs]));
  for (const { name, verbs } of servedResources.filter(({ group }) => group === '')) {
    expect(recorded.get(name)).toEqual(expect.arrayContaining(verbs));
  }
});

test('every difference that is allowed is one of an exchange, and has its reason', () => {
  for (const [key, { reason }] of Object.entries(unlike)) {
    expect(played.has(key)).toBe(true);
    expect(reason).toMatch(/\.$/);
  }
});
