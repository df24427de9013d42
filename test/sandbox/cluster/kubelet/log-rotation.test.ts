import { describe, expect, test } from '@jest/globals';
import type { LogOptions } from '../../../../src/sandbox/cluster/api/log-options.ts';
import { writeLog } from '../../../../src/sandbox/cluster/kubelet/log-reading.ts';
import { ContainerLog } from '../../../../src/sandbox/cluster/kubelet/logs.ts';

const all: LogOptions = {
  follow: false,
  previous: false,
  timestamps: false,
  tailLines: undefined,
  limitBytes: undefined,
  since: undefined,
};
const megabyte = 1024 * 1024;
const never = new AbortController().signal;

/** Lines of a kibibyte each, as many as make `bytes`. */
async function fill(log: ContainerLog, bytes: number): Promise<void> {
  const sink = log.sink('stdout');
  const block = Buffer.from(`${'x'.repeat(1023)}\n`.repeat(64));
  for (let written = 0; written < bytes; written += block.length) await sink.write(block);
}

async function sizeRead(log: ContainerLog, options: LogOptions): Promise<number> {
  let size = 0;
  const write = (chunk: string | Uint8Array): Promise<void> => {
    size += chunk.length;
    return Promise.resolve();
  };
  await writeLog(log, options, { write }, never);
  return size;
}

describe('a log is bounded', () => {
  test('only the newest file is kept', async () => {
    const log = new ContainerLog(() => new Date(0));
    await fill(log, 35 * megabyte);
    log.close();
    expect(log.file.size).toBeLessThan(11 * megabyte);
    expect(await sizeRead(log, all)).toBeLessThan(11 * megabyte);
  });

  test('who follows gets all of it, and the process waits for a slow reader', async () => {
    const log = new ContainerLog(() => new Date(0));
    let size = 0;
    let reading: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      reading = resolve;
    });
    const write = async (chunk: string | Uint8Array): Promise<void> => {
      size += chunk.length;
      await held;
    };
    const following = writeLog(log, { ...all, follow: true }, { write }, never);
    let filled = false;
    const filling = fill(log, 25 * megabyte).then(() => {
      filled = true;
    });
    for (let turn = 0; turn < 1000; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(filled).toBe(false);
    expect(log.file.size).toBeLessThan(11 * megabyte);
    reading();
    await filling;
    log.close();
    await following;
    expect(size).toBe(25 * megabyte);
  });
});

test('bytes that are no text, and a line that was written in pieces, stay as they are', async () => {
  const log = new ContainerLog(() => new Date(0));
  const out = log.sink('stdout');
  await out.write(Buffer.from([0xff, 0x00]));
  await log.sink('stderr').write(Buffer.from('between\n'));
  await out.write(Buffer.from([0x80, 10]));
  log.close();
  const parts: Buffer[] = [];
  const write = (chunk: string | Uint8Array): Promise<void> => {
    parts.push(Buffer.from(chunk));
    return Promise.resolve();
  };
  await writeLog(log, all, { write }, never);
  expect(Buffer.concat(parts)).toEqual(
    Buffer.concat([Buffer.from('between\n'), Buffer.from([0xff, 0x00, 0x80, 10])]),
  );
});
