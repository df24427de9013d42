import type { DebugContainer } from '../container/debug-container.ts';
import type { Plan } from './plan.ts';
import { REQUEST_VARIABLE } from './request-id.ts';

/** What a card shows of the commands, in characters; the limit on what may be asked lets all of them fit. */
export const COMMANDS_MOST = 2_600;
/** What a card shows of environment, mounts and working directory together, in characters. */
export const SETTINGS_MOST = 4_000;

/** Control characters but tabs, and what reorders text (Trojan Source, CVE-2021-42574), takes no room or ends a line. */
const UNSEEN = /[[\p{Cc}--\t]\p{Default_Ignorable_Code_Point}\p{Cf}\p{Zl}\p{Zp}\u2800]/gv;

/** A text in which nothing is hidden: what nobody could see stands as `\n` or `\u{202e}`. */
export function visible(text: string): string {
  return text.replaceAll(UNSEEN, (char) =>
    char === '\n' ? String.raw`\n` : String.raw`\u{${(char.codePointAt(0) ?? 0).toString(16)}}`,
  );
}

/** A value or argument in one line: as it is where that is plain, else in quotes as a shell would take them. */
export function shownValue(value: string): string {
  if (/^[\w@%+=:,./-]+$/.test(value)) return value;
  if (!value.includes("'") && visible(value) === value) return `'${value}'`;
  return `"${visible(value.replaceAll(/["\\]/g, String.raw`\$&`))}"`;
}

/** The commands as an approver reads them; only their own line ends are kept. */
export function commandsText(plan: Plan): string {
  return plan.runs
    .flatMap((run) => run.text.split('\n'))
    .map(visible)
    .join('\n');
}

/** What is set in a container beside image and rights, in the words of `kubectl describe pod`; empty when nothing is. */
export function settingsText({ env = [], volumeMounts = [], workingDir }: DebugContainer): string {
  const variables = env
    // Not asked for: it only makes each request's container another.
    .filter(({ name }) => name !== REQUEST_VARIABLE)
    .map(({ name, value }) => `${visible(name)}=${shownValue(value)}`);
  const mounts = volumeMounts.map(
    ({ name, mountPath, readOnly }) =>
      `${shownValue(mountPath)} from ${shownValue(name)} (${readOnly === true ? 'ro' : 'rw'})`,
  );
  return [
    ...titled('Environment', variables),
    ...titled('Mounts', mounts),
    ...titled('Working directory', workingDir === undefined ? [] : [shownValue(workingDir)]),
  ].join('\n');
}

function titled(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [`${title}:`, ...lines.map((line) => `  ${line}`)];
}

/**
 * Why a plan cannot be reviewed, in a sentence: nobody may approve what no card can show (a Slack message holds about
 * 13,200 characters). Undefined for all that a person would ask for.
 */
export function tooBigToReview(plan: Plan): string | undefined {
  const commands = commandsText(plan).length;
  if (commands > COMMANDS_MOST) {
    return `The commands take ${commands} characters to show, ${COMMANDS_MOST} are the most that whoever approves can be shown: shorten them.`;
  }
  const details = settingsText(plan.container).length;
  if (details > SETTINGS_MOST) {
    return `The environment and the volume mounts take ${details} characters to show, ${SETTINGS_MOST} are the most that whoever approves can be shown: ask with less \`--env\`, or without \`--volumes\`.`;
  }
  return undefined;
}
