import { type Ask, askText, WORKLOAD_KINDS, type Wanted } from '../../domain/asking/ask.ts';
import { type Command, readCommand } from '../../domain/asking/command.ts';
import { readCommandLine } from '../../domain/asking/command-line.ts';
import { readTimeSpan } from '../../domain/asking/time-span.ts';
import { type Field, FIELDS, type Filled } from '../modals/builder-fields.ts';

/** What a form asks for, as far as it is filled in; nothing of it is checked. */
export function askedFor(filled: Filled): Omit<Ask, 'text'> {
  const { cluster, namespace, container, image, profile, command, duration, reason } = filled;
  const durationSeconds = readTimeSpan(duration ?? '');
  return {
    wanted: wantedBy(filled.target ?? ''),
    ...(image !== undefined && { image }),
    ...(cluster !== undefined && { cluster }),
    ...(namespace !== undefined && { namespace }),
    ...(container !== undefined && { target: container }),
    ...(profile !== undefined && { profile }),
    ...(durationSeconds !== undefined && { durationSeconds }),
    ...(reason !== undefined && { reason }),
    ...(command !== undefined && { command: commandOf(command) }),
  };
}

/** A command that cannot be read has no words; `readForm` says what is wrong with it. */
function commandOf(text: string): Command {
  const reading = readCommand(text);
  return reading.kind === 'command' ? reading.command : { text, argv: [] };
}

/** `pod/api-0` or `deployment/api`; the kind is one that Keyhole wrote. */
export function wantedBy(target: string): Wanted {
  const at = target.indexOf('/');
  const name = target.slice(at + 1);
  const workload = WORKLOAD_KINDS.find((kind) => kind === target.slice(0, Math.max(at, 0)));
  return workload === undefined ? { kind: 'pod', name } : { kind: 'workload', workload, name };
}

export type FormReading =
  | { readonly kind: 'ask'; readonly ask: Ask }
  /** What is wrong with which field. */
  | { readonly kind: 'wrong'; readonly problems: Problems };

/** A sentence for each field that is wrong. */
export type Problems = Readonly<Partial<Record<Field, string>>>;

/** Reads a form through the command line that it stands for, so that there is one reader and one set of sentences. */
export function readForm(filled: Filled): FormReading {
  const problems: Partial<Record<Field, string>> = {};
  for (const field of FIELDS) {
    const value = filled[field];
    if (value === undefined || field === 'channel' || field === 'snippet') continue;
    // By itself, so that it is known which field a sentence is about; a line has to have a pod.
    const alone = readCommandLine(askText(askedFor({ target: 'pod/a', [field]: value })));
    if (alone.kind === 'invalid') problems[field] = alone.sentence;
  }
  if (Object.keys(problems).length > 0) return { kind: 'wrong', problems };
  const line = readCommandLine(askText(askedFor(filled)));
  if (line.kind === 'ask') return line;
  const sentence = line.kind === 'invalid' ? line.sentence : 'Choose a workload or pod.';
  return { kind: 'wrong', problems: { target: sentence } };
}
