import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { askForReview, remindReviewers } from '../../src/jobs/reminders.ts';
import { ASKED, BOB, BROKEN_GLASS, ID, prepared, reviewed, STARTS } from '../helpers/request.ts';
import { type JobWorld, jobWorld } from './job-world.ts';

let world: JobWorld;
const signal = new AbortController().signal;

beforeEach(() => {
  world = jobWorld();
});

afterEach(() => world.stop());

test('reviewers are reminded once, when the time is nearly over', async () => {
  const { dueAt = 0 } = await world.bring(ASKED, prepared());
  const remind = () => remindReviewers(world.requests)(ID, signal);
  await remind();
  expect(await world.journal()).toEqual(['asked', 'prepared']);
  world.clock.now = dueAt - 300_000;
  await Promise.all([remind(), remind()]);
  expect(await world.journal()).toEqual(['asked', 'prepared', 'reminded']);
});

test('nobody is reminded of what was decided', async () => {
  const { dueAt = 0 } = await world.bring(ASKED, prepared(), reviewed(BOB, 'deny'));
  expect(dueAt).toBe(0);
  await remindReviewers(world.requests)(ID, signal);
  expect(await world.journal()).toEqual(['asked', 'prepared', 'reviewed']);
});

test('the review of a broken glass is asked for each time that it is due', async () => {
  await world.bring(...BROKEN_GLASS, ...STARTS, { type: 'ended', outcome: 'completed' });
  const ask = () => askForReview(world.requests)(ID, signal);
  const asked = async () => (await world.journal()).filter((type) => type === 'review-asked').length;
  await ask();
  expect(await asked()).toBe(0);
  for (const times of [1, 2]) {
    world.clock.now += 3_600_000;
    await Promise.all([ask(), ask()]);
    expect(await asked()).toBe(times);
  }
  await world.bring({ type: 'acknowledged', by: BOB });
  world.clock.now += 3_600_000;
  await ask();
  expect(await asked()).toBe(2);
});
