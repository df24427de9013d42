import { readCommand } from '../../domain/asking/command.ts';
import { invisibleProblem } from '../../domain/asking/invisible.ts';
import { judgeFollowUp } from '../../domain/policy/follow-up-allowed.ts';
import { stillAllowed } from '../../domain/policy/still-allowed.ts';
import type { Refusal } from '../../domain/request/changing.ts';
import { MOST_RUNS } from '../../domain/request/follow-up-steps.ts';
import { frozenSentence } from '../../domain/request/frozen.ts';
import { type Person, samePerson } from '../../domain/request/person.ts';
import type { Request } from '../../domain/request/request.ts';
import type { Gateway } from '../gateway.ts';
import { HOLDS_A_SECRET } from '../messages/not-taken.ts';

export interface AskingRun {
  readonly request: Request;
  readonly person: Person;
  /** The command as typed. */
  readonly text: string;
  /** What it is asked by: the same again asks nothing. */
  readonly origin: string;
}

/**
 * Asks for another command in an open session, after judging it by the policy of this moment; the worker judges it again. Gives
 * a sentence when nothing came of it.
 */
export async function askRun(gateway: Gateway, asking: AskingRun): Promise<string | undefined> {
  const { request, person, text, origin } = asking;
  if (request.runs.some(({ followUp }) => followUp?.origin === origin)) return undefined;
  const closed = whyClosed(request);
  if (closed !== undefined) return closed;
  // Before anything keeps or shows it: the thread would show a secret to everybody in the channel once more.
  const { count } = await gateway.redactor.redact(text);
  if (count > 0) return HOLDS_A_SECRET;
  const hidden = invisibleProblem(text);
  if (hidden !== undefined) return hidden;
  const reading = readCommand(text);
  if (reading.kind === 'invalid') return reading.sentence;
  const frozen = await gateway.freeze.read();
  if (frozen) return frozenSentence(frozen);
  const policy = gateway.policy();
  const today = (each: Person) => (samePerson(each, person) ? person : each);
  const session = stillAllowed(policy, request, { now: gateway.now(), today });
  if (session.kind === 'no') return session.sentence;
  const judgement = judgeFollowUp(policy, request, person, reading.command);
  if (judgement.kind === 'refused') return judgement.sentence;
  const changed = await gateway.requests.change(request.id, {
    type: 'run-asked',
    by: person,
    command: reading.command,
    origin,
    needs: judgement.needs,
  });
  return changed.kind === 'changed' ? undefined : notAsked(changed.code, changed.request);
}

/** Why a session takes no more commands; undefined while it does. */
function whyClosed({ state, plan }: Request): string | undefined {
  if (state === 'ended') return 'This session is over: ask for a new one with `/debug`.';
  if (plan && !plan.staysOpen) {
    return 'This session is for its one command: ask with `/debug` and no command for one that stays open.';
  }
  return state === 'active'
    ? undefined
    : 'This session has not started yet: write the command again once it has.';
}

function notAsked(code: Refusal['code'], request: Request | undefined): string | undefined {
  if (code === 'asked-already') return undefined;
  if (code === 'too-many-runs')
    return `This session has had ${MOST_RUNS} commands, which is the most: ask for a new one with \`/debug\`.`;
  const closed = request && whyClosed(request);
  return closed ?? 'The time of this session is over: ask for a new one with `/debug`.';
}
