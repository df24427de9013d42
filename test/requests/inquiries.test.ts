import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { type Inquiries, openInquiries } from '../../src/requests/inquiries.ts';
import type { Inquiry, InquiryAnswer } from '../../src/requests/inquiry.ts';
import { type TestRedis, testRedis } from '../helpers/redis.ts';
import { ALICE, ID, REPORT } from '../helpers/request.ts';

const INQUIRY: Inquiry = {
  id: 'asked1',
  about: 'status',
  requestId: ID,
  cluster: 'sandbox',
  by: ALICE,
  askedAt: 1_000,
};

let store: TestRedis;
let redis: Redis;
let inquiries: Inquiries;

beforeEach(() => {
  store = testRedis();
  redis = new Redis(store.url);
  inquiries = openInquiries({ redis, prefix: store.prefix });
});

afterEach(async () => {
  await store.cleanup();
  redis.disconnect();
});

test('an inquiry is read as it was written, and with its answer once there is one', async () => {
  expect(await inquiries.read(INQUIRY.id)).toBeUndefined();
  await inquiries.write(INQUIRY);
  expect(await inquiries.read(INQUIRY.id)).toEqual(INQUIRY);
  const answer: InquiryAnswer = { kind: 'status', report: REPORT };
  await inquiries.answer(INQUIRY.id, answer);
  expect(await inquiries.read(INQUIRY.id)).toEqual({ ...INQUIRY, answer });
});

test('the first answer stays, whoever comes at the same time', async () => {
  await inquiries.write(INQUIRY);
  const answers = ['one', 'two', 'three'].map((sentence) => ({ kind: 'failed', sentence }) as const);
  await Promise.all(answers.map((answer) => inquiries.answer(INQUIRY.id, answer)));
  const first = (await inquiries.read(INQUIRY.id))?.answer;
  expect(answers).toContainEqual(first);
  await inquiries.answer(INQUIRY.id, { kind: 'status', report: REPORT });
  expect((await inquiries.read(INQUIRY.id))?.answer).toEqual(first);
});

test('neither a question nor an answer is ever there without its end', async () => {
  // As where the worker is lost before a second command.
  jest.spyOn(redis, 'pexpire').mockRejectedValue(new Error('lost'));
  await inquiries.write(INQUIRY);
  await inquiries.answer('gone', { kind: 'failed', sentence: 'Late.' });
  for (const id of [INQUIRY.id, 'gone']) {
    expect(await redis.pttl(`${store.prefix}:inquiry:${id}`)).toBeGreaterThan(0);
  }
});

test('nothing is kept longer than half an hour, an answer that came too late neither', async () => {
  await inquiries.write(INQUIRY);
  await inquiries.answer('gone', { kind: 'failed', sentence: 'Late.' });
  for (const id of [INQUIRY.id, 'gone']) {
    const left = await redis.pttl(`${store.prefix}:inquiry:${id}`);
    expect(left).toBeGreaterThan(29 * 60_000);
    expect(left).toBeLessThanOrEqual(30 * 60_000);
  }
  expect(await inquiries.read('gone')).toBeUndefined();
});
