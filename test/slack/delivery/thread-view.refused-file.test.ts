import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { prepared } from '../../helpers/request.ts';
import { askedIn, type SlackWorld, startSlackWorld } from '../slack-world.ts';
import { ENDED_BY_BOB, EXITED, REVIEWED, RUNNING, type ThreadScene, threadScene } from './thread-scene.ts';
const LONG = `${Array.from({ length: 500 }, (_each, line) => `line ${line}`).join('\n')}\n`;
let world: SlackWorld;
let scene: ThreadScene;
beforeAll(async () => {
  world = await startSlackWorld();
});
afterAll(() => world.stop());
beforeEach(() => {
  scene = threadScene(world);
});
describe('when Slack refuses the file', () => {
  beforeEach(async () => {
    await scene.write(askedIn(), prepared());
    await scene.show();
    await scene.write(...REVIEWED, ...RUNNING);
    await scene.print(LONG);
    await scene.write(EXITED, ENDED_BY_BOB);
    await world.fault('files.completeUploadExternal', { error: 'storage_limit_reached' });
    await scene.show();
  });
  test('no message says that the whole output is in a file', async () => {
    expect((await scene.replies()).join('\n')).not.toContain('in the file');
  });
  test('a file that Slack refused is not uploaded again below a note that says it is lost', async () => {
    await scene.write({ type: 'released' });
    await scene.show();
    const replies = (await scene.replies()).join('\n');
    expect(replies).toContain('did not take the whole output');
    expect(replies).not.toContain(`[file`);
  });
});
