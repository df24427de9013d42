import { asTyped } from '../text.ts';

/** A command in a message, and in which of its lines it stands, from 0. */
export interface TypedCommand {
  readonly line: number;
  readonly text: string;
}

/** A line that is a command, as it is or formatted as code. */
const COMMAND = /^\s*(?<ticks>`{1,3})?\s*\$\s+(?<text>\S.*)$/;

/**
 * The commands in the text of a message: each line that begins with `$ `, and what follows a mention of the bot at the
 * beginning. Anything else is talk among people.
 * @param text as Slack's events tell it
 * @param bot the bot's Slack id
 */
export function typedCommands(text: string, bot: string | undefined): readonly TypedCommand[] {
  return text.split('\n').flatMap((raw, line) => {
    const called = line === 0 ? afterMention(raw, bot) : undefined;
    const typed = asTyped(called ?? raw);
    const command = prompted(typed) ?? (called === undefined ? undefined : typed.trim());
    return command === undefined || command === '' ? [] : [{ line, text: command }];
  });
}

function prompted(line: string): string | undefined {
  const { ticks = '', text } = COMMAND.exec(line)?.groups ?? {};
  if (text === undefined) return undefined;
  // A block of code may begin lines before it ends; within a command three backticks mean nothing.
  const bare = text.replace(/```\s*$/, '').trimEnd();
  return ticks === '`' && bare.endsWith('`') ? bare.slice(0, -1).trimEnd() : bare;
}

function afterMention(line: string, bot: string | undefined): string | undefined {
  const mention = /^\s*<@(?<id>[A-Z0-9]+)(?:\|[^>]*)?>:?(?<rest>.*)$/.exec(line)?.groups;
  return bot !== undefined && mention?.['id'] === bot ? mention['rest'] : undefined;
}
