import type { Gateway } from '../gateway.ts';
import { askRun } from '../follow-ups/ask-run.ts';
import type { Click } from './clicks.ts';
import { runIndex } from './run-index.ts';

/** Asks for the same command once more, as whoever clicked; it is judged and, where that is needed, reviewed anew. */
export async function runAgain(gateway: Gateway, { request, person, reply, rest }: Click): Promise<void> {
  const index = runIndex(rest) ?? -1;
  const followUp = request.runs[index]?.followUp;
  if (!followUp) return reply('There is no such command, so nothing was run.');
  const origin = `again ${index} `;
  const before = request.runs.filter((run) => run.followUp?.origin.startsWith(origin));
  // A double click asks once.
  if (before.some(({ endedAt }) => endedAt === undefined))
    return reply('This command was asked for again already: see the end of the thread.');
  const sentence = await askRun(gateway, {
    request,
    person,
    text: followUp.text,
    origin: `${origin}${before.length}`,
  });
  if (sentence !== undefined) await reply(sentence);
}
