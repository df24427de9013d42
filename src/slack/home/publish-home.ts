import { concernsOf, isReviewer } from '../../domain/policy/concerns.ts';
import type { Policy } from '../../domain/policy/policy.ts';
import { digestOf } from '../../domain/request/digest.ts';
import type { Request } from '../../domain/request/request.ts';
import { NotYet } from '../../errors.ts';
import type { Requests } from '../../requests/requests.ts';
import { keptThreadLink, type LinkDeps } from '../delivery/thread-link.ts';
import type { SlackCalls } from '../delivery/slack-calls.ts';
import type { LookUpPerson } from '../people.ts';
import type { HomeOpeners } from './home-openers.ts';
import { homeView, linkedFrom } from './home-view.ts';

export interface PublishHomeDeps extends LinkDeps {
  readonly slack: Pick<SlackCalls, 'permalink' | 'publishHome'>;
  readonly requests: Pick<Requests, 'load' | 'unsettled' | 'latestOf'>;
  readonly openers: HomeOpeners;
  readonly people: LookUpPerson;
  readonly policy: () => Policy;
}

/**
 * Shows someone's Home tab as things stand, if they opened it lately and it shows something else. It may be called twice
 * or late. Calls for one person never overlap (jobs/queues.ts). Throws what may pass, so that it is tried again.
 */
export async function publishHome(deps: PublishHomeDeps, slackId: string): Promise<void> {
  const { openers, people, policy, slack, logger } = deps;
  if (!(await openers.isOne(slackId))) return;
  const person = await people(slackId);
  if (!person) throw new NotYet(`Slack did not tell who ${slackId} is`);
  const concerns = concernsOf(policy(), person, await requestsFor(deps, slackId));
  const links = await linksTo(deps, linkedFrom(concerns));
  const view = homeView({ concerns, reviewer: isReviewer(policy(), person), links });
  const digest = digestOf(view);
  if ((await openers.shown(slackId)) === digest) return;
  const published = await slack.publishHome(slackId, view);
  if (published.kind === 'refused') {
    // Of no use until it is opened again: the tab is switched off, or the person is gone.
    logger.warn({ slackId, error: published.error }, 'Slack does not take a Home tab');
    return openers.forget(slackId);
  }
  await openers.writeShown(slackId, digest);
}

/** All that is open, and what was this person's. */
async function requestsFor({ requests }: PublishHomeDeps, slackId: string): Promise<readonly Request[]> {
  const [open, latest] = await Promise.all([requests.unsettled(), requests.latestOf(slackId)]);
  const found = await Promise.all([...new Set([...open, ...latest])].map((id) => requests.load(id)));
  return found.filter((request) => request !== undefined);
}

async function linksTo(
  deps: PublishHomeDeps,
  requests: readonly Request[],
): Promise<Readonly<Record<string, string>>> {
  const links = await Promise.all(
    requests.map(async (request) => [request.id, await keptThreadLink(deps, request)] as const),
  );
  return Object.fromEntries(links.flatMap(([id, link]) => (link === undefined ? [] : [[id, link]])));
}
