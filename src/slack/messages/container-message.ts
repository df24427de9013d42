import type { ContainerReport, ContainerState } from '../../domain/container/container-report.ts';
import { isHolder } from '../../domain/container/holder.ts';
import { shownValue, visible } from '../../domain/request/review-text.ts';
import { code, moment, shortDigest, shortened } from '../text.ts';
import { context, type KnownBlock, type Message, preformatted, section } from './blocks.ts';

/** The most of one value, in characters: whole ids and references fit. */
const VALUE_MOST = 280;
const MESSAGE_MOST = 600;
/** A command may be long, and its card tells what ran. */
const COMMAND_MOST = 120;
/** As much of a holder's command as it takes to know it in a process list. */
const HOLDER_MOST = 29;
/** 128 and SIGKILL or SIGTERM; another code is of a holder that could not start. */
const ENDED_BY_SIGNAL = [137, 143];
const KILLED =
  'Its own process only waited and was killed, with all that ran beside it: the container whose processes it shares ended or restarted, or memory ran out.';
const HOLDS = 'This process only waits; the exit codes of the commands stand above.';

type Row = readonly [label: string, value: string];

/** The message in a request's thread that tells of its container, as `kubectl describe pod` would. */
export function containerMessage(report: ContainerReport): Message {
  return {
    text: `Container ${report.name}: ${stateWord(report.state).toLowerCase()}`,
    blocks: containerBlocks(report),
  };
}

/** The same, as a part of other messages. */
export function containerBlocks(report: ContainerReport): KnownBlock[] {
  return [
    section(`:package: *Container* ${code(shortened(visible(report.name), 80))}`),
    preformatted(aligned(rowsOf(report))),
    context(
      ...holderNote(report),
      `as the cluster told ${moment(report.seenAt, '{date_short_pretty} at {time_secs}')}`,
    ),
  ];
}

/** What the end of a holder means. It ends with 0 by itself; with its target's process ends all that shares its PID namespace. */
function holderNote({ state, command }: ContainerReport): readonly string[] {
  if (state.kind !== 'terminated' || !isHolder(command)) return [];
  if (state.exitCode === 0) return [HOLDS];
  return ENDED_BY_SIGNAL.includes(state.exitCode) ? [KILLED] : [];
}

function rowsOf(report: ContainerReport): readonly Row[] {
  const { containerId, imageId, command, args } = report;
  return [
    ...(containerId === undefined ? [] : [row('Container ID', containerId)]),
    row('Image', shortDigest(report.image)),
    ...(imageId === undefined ? [] : [row('Image ID', imageId)]),
    ...(command.length === 0 ? [] : [commandRow(command)]),
    ...(args.length === 0 ? [] : [row('Args', args.map(shownValue).join(' '), COMMAND_MOST)]),
    ...stateRows(report.state),
    ['Ready', report.ready ? 'True' : 'False'],
    ['Restart Count', String(report.restarts)],
  ];
}

function commandRow(command: readonly string[]): Row {
  return row('Command', command.map(shownValue).join(' '), isHolder(command) ? HOLDER_MOST : COMMAND_MOST);
}

function stateRows(state: ContainerState): readonly Row[] {
  const first: Row = ['State', stateWord(state)];
  switch (state.kind) {
    case 'unknown':
      return [first];
    case 'waiting':
      return [first, row('  Reason', state.reason), ...messageRow(state.message)];
    case 'running':
      return [first, ...timeRow('  Started', state.startedAt)];
    case 'terminated':
      return [
        first,
        row('  Reason', state.reason),
        ...messageRow(state.message),
        ['  Exit Code', String(state.exitCode)],
        ...timeRow('  Started', state.startedAt),
        ...timeRow('  Finished', state.finishedAt),
      ];
  }
}

function stateWord(state: ContainerState): string {
  switch (state.kind) {
    case 'unknown':
      return 'Unknown: the cluster has not told yet';
    case 'waiting':
      return 'Waiting';
    case 'running':
      return 'Running';
    case 'terminated':
      return 'Terminated';
  }
}

function row(label: string, value: string, most = VALUE_MOST): Row {
  return [label, shortened(visible(value), most)];
}

function messageRow(message: string | undefined): readonly Row[] {
  return message === undefined ? [] : [['  Message', shortened(visible(message.trim()), MESSAGE_MOST)]];
}

/** In UTC, as Slack puts no reader's own time into preformatted text. */
function timeRow(label: string, ms: number | undefined): readonly Row[] {
  if (ms === undefined) return [];
  return [[label, `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')} UTC`]];
}

function aligned(rows: readonly Row[]): string {
  const width = Math.max(...rows.map(([label]) => label.length)) + 3;
  return rows.map(([label, value]) => `${`${label}:`.padEnd(width)}${value}`).join('\n');
}
