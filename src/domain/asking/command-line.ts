import type { Ask } from './ask.ts';
import { readFlags } from './command-line-flags.ts';
import { type Invalid, invalid, shown } from './command-line-invalid.ts';
import { imageProblem, readValues } from './command-line-values.ts';
import { readWanted } from './command-line-wanted.ts';
import { readCommand } from './command.ts';
import { readFreeze, readVerb, type TypedVerb } from './command-line-verbs.ts';
import { invisibleProblem } from './invisible.ts';
import { lateFlag } from './late-flags.ts';
import { shellWords } from './shell-words.ts';

export type CommandLine = { readonly kind: 'ask'; readonly ask: Ask } | TypedVerb | Invalid;

/** Reads the text after `/debug`: which pod, its image, flags as kubectl's, and a command after `--`. */
export function readCommandLine(text: string): CommandLine {
  const trimmed = text.trim();
  const hidden = invisibleProblem(trimmed);
  if (hidden !== undefined) return invalid(hidden);
  if (trimmed === '') return { kind: 'help' };
  const freeze = readFreeze(trimmed);
  if (freeze) return freeze;
  const split = shellWords(trimmed, '--');
  if (split.kind === 'unterminated')
    return invalid(`There is a ${split.quote} that never closes: close it and ask again.`);
  const words = split.words.map((word) => word.value);
  const verb = readVerb(split.rest === undefined ? words : [...words, '--']);
  if (verb) return verb;
  const asked = readAsk(words);
  if (asked.kind !== 'asked') return asked;
  if (split.rest === undefined) return { kind: 'ask', ask: { text: trimmed, ...asked.ask } };
  const command = readCommand(trimmed.slice(split.rest));
  if (command.kind === 'invalid') return command;
  return (
    lateFlag(command.command.text, asked.ask) ?? {
      kind: 'ask',
      ask: { text: trimmed, ...asked.ask, command: command.command },
    }
  );
}

type AskReading =
  { readonly kind: 'asked'; readonly ask: Omit<Ask, 'text'> } | { readonly kind: 'help' } | Invalid;

function readAsk(words: readonly string[]): AskReading {
  const flags = readFlags(words);
  if (flags.kind !== 'flags') return flags;
  const wanted = readWanted(flags.plain, flags.values.get('--selector')?.[0]);
  if (wanted.kind === 'invalid') return wanted;
  const values = readValues(flags.values, flags.switched);
  if (values.kind === 'invalid') return values;
  const { image, namespace, rest } = wanted;
  if (rest.length > 0) return invalid(leftOver(rest.join(' '), values.ask.reason));
  if (namespace !== undefined && values.ask.namespace !== undefined && namespace !== values.ask.namespace) {
    return invalid(`There are two namespaces, ${namespace} and ${values.ask.namespace}: keep one.`);
  }
  if (image !== undefined) {
    if (values.ask.image !== undefined) return invalid('The image is there twice: keep one.');
    const problem = imageProblem(image);
    if (problem !== undefined) return invalid(problem);
  }
  return {
    kind: 'asked',
    ask: {
      wanted: wanted.wanted,
      ...values.ask,
      ...(image !== undefined && { image }),
      ...(namespace !== undefined && { namespace }),
    },
  };
}

function leftOver(words: string, reason: string | undefined): string {
  return reason === undefined
    ? `I don't know what to do with ${shown(words)}: write a command after --, such as \`-- ps aux\`.`
    : `I don't know what to do with ${shown(words)}: put the reason in quotes, such as \`--reason "checkout is slow"\`.`;
}
