import type { Concerns } from '../../domain/policy/concerns.ts';
import { notTold } from '../../domain/policy/people.ts';
import type { Request } from '../../domain/request/request.ts';
import { code, escaped, shortened } from '../text.ts';
import { aboutRequest } from './about-request.ts';
import { context, type KnownBlock, type Message, section } from './blocks.ts';
import { linked } from './linked.ts';
import { statusOf } from './status.ts';

/** How many of each are listed: with those of all parts, a message stays under 13,200 characters. */
const MOST_LISTED = 4;
const LINE_MOST = 300;
const STATUS_MOST = 120;

/** The requests that the list shows. */
export function listedOf(concerns: Concerns): readonly Request[] {
  return partsOf(concerns).flatMap(([, requests]) => requests.slice(0, MOST_LISTED));
}

/** The parts of the list in their order. */
function partsOf({ toDecide, runsToDecide, toAcknowledge, running, waiting }: Concerns) {
  const sessions = [...new Set(runsToDecide.map(({ request }) => request))];
  return [
    ['Waits for your decision', toDecide],
    ['Sessions with a command that waits for your decision', sessions],
    ['Break-glass to review', toAcknowledge],
    ['Running sessions', running],
    ['Your open requests', waiting],
  ] as const;
}

/** What is open and concerns someone, with the way to each thread where it is known by the request's id. */
export function requestList(concerns: Concerns, links: ReadonlyMap<string, string>): Message {
  const parts = partsOf(concerns).flatMap(([title, requests]) => part(title, requests, links));
  return {
    text: 'Open requests',
    blocks: [
      ...(parts.length === 0 ? [section('Nothing is open that is yours or waits for you.')] : parts),
      ...(concerns.unknown.length === 0
        ? []
        : [
            context(
              `:warning: ${escaped(notTold(concerns.unknown))}. Something that waits for you may be missing.`,
            ),
          ]),
    ],
  };
}

function part(title: string, requests: readonly Request[], links: ReadonlyMap<string, string>): KnownBlock[] {
  if (requests.length === 0) return [];
  const left = requests.length - MOST_LISTED;
  return [
    section(`*${title}*`),
    ...requests.slice(0, MOST_LISTED).map((request) => section(line(request, links.get(request.id)))),
    ...(left > 0 ? [context(`${left} more: \`/debug status ID\` tells of each.`)] : []),
  ];
}

/** A link is never cut, so it comes after what may be. */
function line(request: Request, link: string | undefined): string {
  const { icon, plain } = statusOf(request);
  const thread = link === undefined ? '' : ` · ${linked(link, 'open its thread')}`;
  const status = `${icon} ${code(request.id)} ${escaped(shortened(plain, STATUS_MOST))}`;
  return `${status}\n${shortened(aboutRequest(request), LINE_MOST)} · <#${request.place.channel}>${thread}`;
}
