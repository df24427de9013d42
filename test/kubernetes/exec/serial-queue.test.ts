import { describe, expect, test } from '@jest/globals';
import { SerialQueue } from '../../../src/kubernetes/exec/serial-queue.ts';

function recorded() {
  const told: string[] = [];
  const queue = new SerialQueue({
    onWait: () => void told.push('wait'),
    onIdle: () => void told.push('idle'),
    onError: (error) => void told.push(String(error)),
  });
  return { told, queue };
}

describe('SerialQueue', () => {
  test('does at once what needs no waiting', () => {
    const { told, queue } = recorded();
    queue.add(() => void told.push('a'));
    queue.add(() => void told.push('b'));
    expect(told).toEqual(['a', 'b']);
    expect(queue.busy).toBe(false);
  });

  test('holds back what comes after a promise, and is idle when all is done', async () => {
    const { told, queue } = recorded();
    const gate = Promise.withResolvers<void>();
    queue.add(() => gate.promise);
    queue.add(() => void told.push('a'));
    queue.add(async () => void told.push('b'));
    expect(told).toEqual(['wait']);
    expect(queue.busy).toBe(true);
    gate.resolve();
    while (queue.busy) await queue.current;
    expect(told).toEqual(['wait', 'a', 'b', 'wait', 'idle']);
  });

  test('a task that is added by a task comes in its turn', async () => {
    const { told, queue } = recorded();
    queue.add(() => {
      queue.add(() => void told.push('later'));
      told.push('first');
    });
    expect(told).toEqual(['first', 'later']);
  });

  test('tells errors, thrown or rejected, and goes on', async () => {
    const { told, queue } = recorded();
    queue.add(() => {
      throw new Error('thrown');
    });
    queue.add(() => Promise.reject(new Error('rejected')));
    queue.add(() => void told.push('on'));
    await queue.current;
    expect(told).toEqual(['Error: thrown', 'wait', 'Error: rejected', 'on', 'idle']);
  });

  test('forgets what has not begun', async () => {
    const { told, queue } = recorded();
    const gate = Promise.withResolvers<void>();
    queue.add(() => gate.promise);
    queue.add(() => void told.push('never'));
    queue.clear();
    gate.resolve();
    await queue.current;
    expect(told).toEqual(['wait', 'idle']);
  });
});
