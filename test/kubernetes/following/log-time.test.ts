import { describe, expect, test } from '@jest/globals';
import { compareTimes, readStamp, secondOf } from '../../../src/kubernetes/following/log-time.ts';
import { exchange } from '../recordings.ts';

describe('readStamp', () => {
  test('reads the recorded log', () => {
    const { body } = exchange('happy-path', 'log after it ended').response;
    const lines = String(body).trimEnd().split('\n');
    expect(lines.map((line) => readStamp(Buffer.from(line)))).toEqual([
      { time: '2026-11-22T07:45:59.100261681Z', text: Buffer.from('started') },
      { time: '2026-11-22T07:46:04.106336947Z', text: Buffer.from('bye') },
    ]);
  });

  test.each([
    ['2026-11-22T07:45:59Z \n', '2026-11-22T07:45:59Z', '\n'],
    ['2026-11-22T09:45:59.1+02:00 a b\r\n', '2026-11-22T09:45:59.1+02:00', 'a b\r\n'],
  ])('%j', (line, time, text) => {
    expect(readStamp(Buffer.from(line))).toEqual({ time, text: Buffer.from(text) });
  });

  test.each([
    '',
    'unable to retrieve container logs for containerd://c69893b9',
    '2026-11-22 07:45:59Z a',
    '2026-13-45T07:45:59Z a',
    '2026-11-22T07:45:59Z',
    ' a',
  ])('%j is no line of a container', (line) => {
    expect(readStamp(Buffer.from(line))).toBeUndefined();
  });
});

test('times are compared to the nanosecond, also across zones and lengths of fractions', () => {
  const ordered = [
    '2026-11-22T07:45:58.999999999Z',
    '2026-11-22T07:45:59Z',
    '2026-11-22T09:45:59.000000001+02:00',
    '2026-11-22T07:45:59.01Z',
    '2026-11-22T07:45:59.1Z',
  ];
  expect([...ordered].reverse().sort(compareTimes)).toEqual(ordered);
  expect(compareTimes('2026-11-22T07:45:59.1Z', '2026-11-22T09:45:59.100+02:00')).toBe(0);
});

test('the second of a time', () => {
  expect(secondOf('2026-11-22T09:45:59.999999999+02:00')).toBe('2026-11-22T07:45:59Z');
});
