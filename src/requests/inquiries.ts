import type { Redis } from 'ioredis';
import type { Inquiry, InquiryAnswer } from './inquiry.ts';
import { allAtOnce, answerOf } from './redis-connection.ts';

/** The questions that people asked about sessions' containers, kept for as long as Slack takes an answer to them. */
export interface Inquiries {
  write(inquiry: Inquiry): Promise<void>;
  read(id: string): Promise<Inquiry | undefined>;
  /** Stores the answer. The first one stays: whoever answers later changes nothing. */
  answer(id: string, answer: InquiryAnswer): Promise<void>;
}

/** Slack takes a private answer for 30 minutes (https://docs.slack.dev/interactivity/handling-user-interaction). */
const KEEP_MS = 30 * 60_000;

/** Opens the inquiries kept under a prefix. Errors of Redis are thrown as `redis-failed`. */
export function openInquiries({ redis, prefix }: { redis: Redis; prefix: string }): Inquiries {
  const keyOf = (id: string) => `${prefix}:inquiry:${id}`;
  return {
    write: async (inquiry) => {
      const key = keyOf(inquiry.id);
      await allAtOnce(redis.multi().hset(key, 'asked', JSON.stringify(inquiry)).pexpire(key, KEEP_MS));
    },
    read: async (id) => {
      const [asked, answer] = await answerOf(redis.hmget(keyOf(id), 'asked', 'answer'));
      if (typeof asked !== 'string') return undefined;
      const inquiry = JSON.parse(asked) as Inquiry;
      return typeof answer !== 'string'
        ? inquiry
        : { ...inquiry, answer: JSON.parse(answer) as InquiryAnswer };
    },
    answer: async (id, answer) => {
      const key = keyOf(id);
      await allAtOnce(redis.multi().hsetnx(key, 'answer', JSON.stringify(answer)).pexpire(key, KEEP_MS));
    },
  };
}
