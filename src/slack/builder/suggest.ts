import type { AllMiddlewareArgs, SlackOptionsMiddlewareArgs } from '@slack/bolt';
import { isNamespace } from '../../domain/asking/command-line-values.ts';
import { clusterNamed } from '../../domain/policy/judge.ts';
import type { Person } from '../../domain/request/person.ts';
import { withinTime } from '../bounded.ts';
import type { Gateway } from '../gateway.ts';
import { failureSentence, WHO_ARE_YOU } from '../private-reply.ts';
import {
  actionOf,
  builderAboutOf,
  chosenIn,
  type BuilderAbout,
  type Filled,
} from '../modals/builder-fields.ts';
import { onlySaying, options, type Suggestions, targetSuggestions } from '../modals/builder-options.ts';
import { consider } from './consider.ts';
import { listedPods } from './listed-pods.ts';
import { mayAskIn, namespacesFor } from './namespaces.ts';
import { visiblePods } from './visible-pods.ts';

/** How long the first list of pods is waited for, and how long an answer may take in all, in milliseconds; Slack waits 3 s. */
const FIRST_LIST_MS = 1_500;
const ANSWER_WITHIN_MS = 2_500;
/** How many of someone's latest requests are looked at for namespaces. */
const LATEST_REQUESTS = 10;
const NO_ANSWER_YET = 'No answer from the cluster yet, type again';

/** Answers what someone types into the form's namespace and target, within the time that Slack waits. */
export function suggest(gateway: Gateway) {
  return async ({
    ack,
    body,
  }: SlackOptionsMiddlewareArgs<'block_suggestion'> & AllMiddlewareArgs): Promise<void> => {
    const { view, user, action_id: actionId, value: query } = body;
    const about = builderAboutOf(view?.private_metadata ?? '');
    if (!view || !about) return ack({ options: [] });
    const asked: Asked = { about, filled: chosenIn(view.blocks), query };
    const work = actionId === actionOf('namespace') ? namespaces : targets;
    const answer = answering(gateway, user.id, (person) => work(gateway, person, asked));
    await ack((await withinTime(answer, ANSWER_WITHIN_MS)) ?? onlySaying(NO_ANSWER_YET));
  };
}

interface Asked {
  readonly about: BuilderAbout;
  readonly filled: Filled;
  readonly query: string;
}

/** Never rejects: whatever goes wrong is said by the only option. */
async function answering(
  gateway: Gateway,
  slackId: string,
  work: (person: Person) => Promise<Suggestions>,
): Promise<Suggestions> {
  try {
    const person = await gateway.people(slackId);
    return person ? await work(person) : onlySaying('Slack did not tell me who you are', WHO_ARE_YOU);
  } catch (error) {
    return onlySaying('Something went wrong, type again', failureSentence(error, gateway.logger));
  }
}

/** Those that the policy names, those used lately, and what was typed, as far as a rule is for them there. */
async function namespaces(gateway: Gateway, person: Person, { filled, query }: Asked): Promise<Suggestions> {
  const policy = gateway.policy();
  const cluster = clusterNamed(policy, filled.cluster);
  if (cluster === undefined) return onlySaying('Choose a cluster first');
  const where = { policy, person, cluster, at: gateway.now() };
  const typed = query.trim().toLowerCase();
  const fitting = namespacesFor(where, { others: await lately(gateway, person, cluster), typed });
  const own = isNamespace(typed) && !fitting.includes(typed) && mayAskIn(where, typed) ? [typed] : [];
  const all = options([...own, ...fitting]);
  return all.length > 0 ? { options: all } : onlySaying('No rule of the policy is for you there');
}

/** The namespaces of someone's latest requests in a cluster. */
async function lately(
  { requests, policy }: Gateway,
  person: Person,
  cluster: string,
): Promise<readonly string[]> {
  const ids = await requests.latestOf(person.slackId);
  const latest = await Promise.all(ids.slice(0, LATEST_REQUESTS).map((id) => requests.load(id)));
  const there = latest.filter((request) => request?.cluster === cluster);
  const byDefault = policy().clusters[cluster]?.defaultNamespace;
  return there.flatMap((request) => request?.ask.namespace ?? byDefault ?? []);
}

async function targets(gateway: Gateway, person: Person, asked: Asked): Promise<Suggestions> {
  const policy = gateway.policy();
  const at = gateway.now();
  const { question } = consider({ policy, person, at }, asked.filled);
  if (!question) return onlySaying('Choose a cluster and a namespace first');
  const { cluster, namespace } = question;
  const where = { policy, person, cluster, namespace, at };
  if (!mayAskIn(where, namespace)) return onlySaying('No rule of the policy is for you there');
  const list = await listedPods(gateway, where, FIRST_LIST_MS);
  if (!list) return onlySaying(NO_ANSWER_YET);
  if (list.kind === 'failed') return onlySaying('The cluster does not list its pods', list.sentence);
  const pods = visiblePods(where, list.pods, gateway.now);
  return targetSuggestions({ pods, cut: list.cut }, asked.query, asked.about.found);
}
