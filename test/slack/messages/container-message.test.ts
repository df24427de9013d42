import { describe, expect, test } from '@jest/globals';
import type { ContainerState } from '../../../src/domain/container/container-report.ts';
import { holderCommand } from '../../../src/domain/container/holder.ts';
import { containerMessage } from '../../../src/slack/messages/container-message.ts';
import { FULL_REPORT } from './full-request.ts';
import { read, shown } from './shown.ts';

/** The rows of the block, as a monospaced font shows them. */
const rowsOf = (report: Partial<typeof FULL_REPORT>) =>
  read(containerMessage({ ...FULL_REPORT, ...report }))
    .split('\n')
    .slice(1, -1);
const rowsIn = (state: ContainerState) => {
  const rows = rowsOf({ state });
  return rows.slice(
    rows.findIndex((row) => row.startsWith('State:')),
    rows.findIndex((row) => row.startsWith('Ready:')),
  );
};

describe("a container's message", () => {
  test('tells what kubectl describe pod does, in its order and aligned', () => {
    expect(rowsOf({})).toEqual([
      'Container ID:   containerd://0b5b8f1b5d9f3c6e7a8d9c0b1a2f3e4d5c6b7a8f9e0d1c2b3a4f5e6d7c8b9a01',
      'Image:          registry.example.com/tools/netshoot@sha256:1487d0af5f52…',
      `Image ID:       ${FULL_REPORT.imageId}`,
      "Command:        tcpdump -i eth0 -c 50 'port 5432'",
      'State:          Terminated',
      '  Reason:       Error',
      '  Message:      tcpdump: eth0: No such device exists',
      '  Exit Code:    1',
      '  Started:      2026-11-22 03:14:07 UTC',
      '  Finished:     2026-11-22 03:14:09 UTC',
      'Ready:          False',
      'Restart Count:  0',
    ]);
  });

  test.each<[ContainerState, string[]]>([
    [{ kind: 'unknown' }, ['State:          Unknown: the cluster has not told yet']],
    [
      { kind: 'waiting', reason: 'ImagePullBackOff', message: 'Back-off pulling image "x"' },
      [
        'State:          Waiting',
        '  Reason:       ImagePullBackOff',
        '  Message:      Back-off pulling image "x"',
      ],
    ],
    [
      { kind: 'running', startedAt: Date.UTC(2026, 0, 2, 3, 4, 5) },
      ['State:          Running', '  Started:      2026-01-02 03:04:05 UTC'],
    ],
    [{ kind: 'running' }, ['State:          Running']],
    [
      { kind: 'terminated', reason: 'OOMKilled', exitCode: 137 },
      ['State:          Terminated', '  Reason:       OOMKilled', '  Exit Code:    137'],
    ],
  ])('in the state %j', (state, rows) => {
    expect(rowsIn(state)).toEqual(rows);
  });

  test('leaves out what is not known yet', () => {
    const { imageId: _id, containerId: _container, ...early } = FULL_REPORT;
    const text = read(containerMessage({ ...early, command: [] }));
    expect(text).not.toMatch(/Image ID|Container ID|Command|Args/);
  });

  test('says when the cluster told it, in the time of whoever reads', () => {
    expect(shown(containerMessage(FULL_REPORT))).toContain(
      `as the cluster told <!date^${FULL_REPORT.seenAt / 1000}^`,
    );
  });

  test('a hostile message draws no rows of its own', () => {
    const state: ContainerState = {
      kind: 'waiting',
      reason: 'x\nReady:          True',
      message: 'a\r\n  Exit Code:    0',
    };
    expect(rowsIn(state)).toEqual([
      'State:          Waiting',
      String.raw`  Reason:       x\nReady:          True`,
      String.raw`  Message:      a\u{d}\n  Exit Code:    0`,
    ]);
  });

  test("of a holder's script stands its beginning, and what it is for", () => {
    const command = [...holderCommand('8k2m4p6q9x', { limitSeconds: 900 })];
    expect(rowsOf({ command })).toContain("Command:        sh -c ': keyhole waits here;…");
    // Else its exit code would be taken for that of the command beside it.
    const over = { kind: 'terminated', reason: 'Completed', exitCode: 0 } as const;
    expect(read(containerMessage({ ...FULL_REPORT, command, state: over }))).toContain(
      'This process only waits; the exit codes of the commands stand above.',
    );
    expect(read(containerMessage(FULL_REPORT))).not.toContain('only waits');
    const state = { kind: 'waiting', reason: 'ImagePullBackOff' } as const;
    expect(read(containerMessage({ ...FULL_REPORT, command, state }))).not.toContain('only waits');
  });

  test('of a holder that was killed is said what may have done it', () => {
    const command = [...holderCommand('8k2m4p6q9x', { limitSeconds: 900 })];
    const ended = (exitCode: number) =>
      read(
        containerMessage({
          ...FULL_REPORT,
          command,
          state: { kind: 'terminated', reason: 'Error', exitCode },
        }),
      );
    expect(ended(137)).toContain('the container whose processes it shares ended or restarted');
    expect(ended(137)).not.toContain('exit codes of their own');
    expect(ended(0)).not.toContain('was killed');
    // It never ran: the image has no shell.
    expect(ended(128)).not.toContain('only waits');
  });

  test('a long command is cut, and says so', () => {
    const [row = ''] = rowsOf({ command: ['echo', 'x'.repeat(500)] }).filter((each) =>
      each.startsWith('Command:'),
    );
    expect(row).toMatch(/^Command: {8}echo x+…$/);
    expect(row.length).toBeLessThan(140);
  });
});
