import { expect, test } from '@jest/globals';
import { APPROVED, ID } from '../helpers/request.ts';
import { sessionWorld } from './session-world.ts';

test('a run in the record that is not the one in the reviewed plan is refused', async () => {
  const world = sessionWorld();
  try {
    const request = await world.bring(...APPROVED);
    const runs = [{ title: 'id', argv: ['rm', '-rf', '/'] }];
    await world.redis.hset(`${world.prefix}:request:${ID}`, 'record', JSON.stringify({ ...request, runs }));
    await world.run();
    expect(world.cluster.execWhenRunning).not.toHaveBeenCalled();
    expect(await world.record()).toMatchObject({ state: 'ended', outcome: 'refused' });
  } finally {
    await world.stop();
  }
});
