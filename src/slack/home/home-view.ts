import type { Concerns } from '../../domain/policy/concerns.ts';
import { notTold } from '../../domain/policy/people.ts';
import { actions, button, context, header, type KnownBlock, section } from '../messages/blocks.ts';
import { OPEN_ACTION } from '../modals/builder-fields.ts';
import { escaped } from '../text.ts';
import {
  type Links,
  overLines,
  running,
  runToDecide,
  toAcknowledge,
  toDecide,
  waiting,
} from './home-items.ts';

/** How many of each are shown, for a view holds 100 blocks: of those to decide each with all that an approval covers. */
const MOST_TO_DECIDE = 4;
const MOST_RUNS = 3;
const MOST_OF_ANY = 5;
const MOST_OVER = 10;

export interface HomeParts {
  readonly concerns: Concerns;
  /** Whether this person decides on requests of others at all. */
  readonly reviewer: boolean;
  /** Where the threads are, by the request's id. */
  readonly links: Links;
}

export interface HomeTab {
  readonly type: 'home';
  readonly blocks: KnownBlock[];
}

/** The Home tab of one person: what waits for them first, then what is theirs. */
export function homeView({ concerns, reviewer, links }: HomeParts): HomeTab {
  const { unknown } = concerns;
  const own = concerns.waiting.length + concerns.running.length;
  return {
    type: 'home',
    blocks: [
      ...part('Waits for your decision', concerns.toDecide, MOST_TO_DECIDE, (each) => toDecide(each, links)),
      ...part('Commands that wait for your decision', concerns.runsToDecide, MOST_RUNS, (each) =>
        runToDecide(each, links),
      ),
      ...(reviewer && concerns.toDecide.length + concerns.runsToDecide.length === 0
        ? [context(':white_check_mark: Nothing waits for your decision.')]
        : []),
      ...(unknown.length === 0
        ? []
        : [context(`:warning: ${escaped(notTold(unknown))}. Some that waits for you may be missing here.`)]),
      ...part('Break-glass to review', concerns.toAcknowledge, MOST_OF_ANY, (each) => [
        toAcknowledge(each, links),
      ]),
      ...part('Running sessions', concerns.running, MOST_OF_ANY, (each) => [running(each, links)]),
      ...part('Your open requests', concerns.waiting, MOST_OF_ANY, (each) => [waiting(each, links)]),
      ...(own === 0 ? nothingOpen() : []),
      actions(button(OPEN_ACTION, 'New request', 'new', 'primary')),
      ...(concerns.over.length === 0
        ? []
        : [header('Your last requests'), ...overLines(concerns.over.slice(0, MOST_OVER), links)]),
      context('This page follows what happens for an hour after you open it; open it again to go on.'),
    ],
  };
}

/** The requests whose threads a view links to. */
export function linkedFrom({
  toDecide: decide,
  runsToDecide: runs,
  toAcknowledge: review,
  running: run,
  waiting: wait,
  over,
}: Concerns) {
  return [
    ...decide.slice(0, MOST_TO_DECIDE),
    ...runs.slice(0, MOST_RUNS).map(({ request }) => request),
    ...[review, run, wait].flatMap((each) => each.slice(0, MOST_OF_ANY)),
    ...over.slice(0, MOST_OVER),
  ];
}

function part<Item>(
  title: string,
  items: readonly Item[],
  most: number,
  show: (item: Item) => readonly KnownBlock[],
): readonly KnownBlock[] {
  if (items.length === 0) return [];
  const left = items.length - most;
  return [
    header(items.length === 1 ? title : `${title} (${items.length})`),
    ...items.slice(0, most).flatMap(show),
    ...(left > 0
      ? [context(`${left} more, which move up as these are done; each has its card in its channel.`)]
      : []),
  ];
}

function nothingOpen(): readonly KnownBlock[] {
  return [
    header('Nothing of yours is open'),
    section(
      'Type `/debug` in the channel where people look after the matter, such as `/debug deploy/api busybox --reason "checkout is slow"`.\n`/debug help` tells what else there is, `/debug policy` what you may do.',
    ),
  ];
}
