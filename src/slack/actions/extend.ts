import { judgeExtension } from '../../domain/policy/extension-allowed.ts';
import { stillAllowed } from '../../domain/policy/still-allowed.ts';
import type { Refusal } from '../../domain/request/changing.ts';
import { isUnderWay, lastsNext, MOST_EXTENSIONS } from '../../domain/request/extension.ts';
import { frozenSentence } from '../../domain/request/frozen.ts';
import { type Person, samePerson } from '../../domain/request/person.ts';
import type { Request } from '../../domain/request/request.ts';
import type { Gateway } from '../gateway.ts';
import type { Click } from './clicks.ts';

/** Asks for an open session to last longer, after judging it by the policy of this moment; the worker judges it again. */
export async function extend(gateway: Gateway, { request, person, reply }: Click): Promise<void> {
  const sentence = await askExtension(gateway, request, person);
  if (sentence !== undefined) await reply(sentence);
}

async function askExtension(gateway: Gateway, request: Request, person: Person): Promise<string | undefined> {
  const impossible = whyImpossible(request);
  if (impossible !== undefined) return impossible;
  const frozen = await gateway.freeze.read();
  if (frozen) return frozenSentence(frozen);
  const policy = gateway.policy();
  const judgement = judgeExtension(policy, request, person);
  if (judgement.kind === 'refused') return judgement.sentence;
  const today = (each: Person) => (samePerson(each, person) ? person : each);
  const session = stillAllowed(policy, request, { now: gateway.now(), today });
  if (session.kind === 'no') return session.sentence;
  const changed = await gateway.requests.change(request.id, {
    type: 'extension-asked',
    by: person,
    needs: judgement.needs,
  });
  return changed.kind === 'changed' ? undefined : notAsked(changed.code, changed.request);
}

/** Why a session cannot last longer; undefined while it can. */
function whyImpossible(request: Request): string | undefined {
  const { state, plan, extensions = [] } = request;
  if (state === 'ended') return 'This session is over: ask for a new one with `/debug`.';
  if (state !== 'active' || !plan) return 'This session has not started yet, so there is nothing to extend.';
  if (plan.reused)
    return 'This session uses the container of an earlier request, so only that one can be extended, where its rule lets it.';
  if (!plan.staysOpen) return 'This session is for its one command, so there is nothing to extend.';
  if (extensions.some(isUnderWay)) return 'Someone asked for more time already: that is decided first.';
  if (extensions.length >= MOST_EXTENSIONS)
    return `More time was asked for ${MOST_EXTENSIONS} times, which is the most: ask for a new session with \`/debug\`.`;
  return lastsNext(request) === undefined
    ? 'This session lasts as long as its rule lets it: ask for a new one with `/debug`.'
    : undefined;
}

function notAsked(code: Refusal['code'], request: Request | undefined): string {
  const impossible = request && whyImpossible(request);
  if (impossible !== undefined) return impossible;
  return code === 'too-late'
    ? 'The time of this session is over: ask for a new one with `/debug`.'
    : 'This session cannot be extended as it stands, so nothing was changed.';
}
