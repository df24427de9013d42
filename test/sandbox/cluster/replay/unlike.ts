import { servedResources } from '../../../../src/sandbox/cluster/api/discovery.ts';
import type { Essence } from './essence.ts';

/** An exchange that is not compared whole, and why. */
export interface Unlike {
  reason: string;
  /** What is left of both answers. */
  part: (essence: Essence) => Essence;
}

/** Everything that the sandbox does not answer exactly as the recorded cluster did, by recording and note or path. */
export const unlike: Record<string, Unlike> = {
  'discovery//api/v1': {
    reason: 'The sandbox lists only the resources and verbs that it serves; those are named as recorded.',
    part: (essence) => {
      const served = new Set(servedResources.filter(({ group }) => group === '').map(({ name }) => name));
      const { resources = [], ...rest } = (essence as { body: { resources?: { name: string }[] } }).body;
      const told = resources.map(({ name, ...more }) => {
        const { singularName, namespaced, kind } = more as Record<string, unknown>;
        return { name, singularName, namespaced, kind };
      });
      return { ...rest, resources: told.filter(({ name }) => served.has(name)) };
    },
  },
  'validation-errors/not through the subresource': {
    reason:
      'The refusal ends with a difference of two dumps of the whole pod in Go, which the sandbox does not make up.',
    part: (essence) => firstLines(essence),
  },
  'patch-flavours//api/v1/namespaces/shop/pods/multi': {
    reason:
      'It was read before the kubelet had told of the new container, which is a matter of milliseconds.',
    part: withoutEphemeralStates,
  },
  'pods-in-other-phases//api/v1/namespaces/shop/pods/crashing': {
    reason:
      'It was read while the kubelet was about to find the target down, which is a matter of milliseconds.',
    part: withoutEphemeralStates,
  },
  'watch-errors/server ends it after timeoutSeconds': {
    reason: 'Which state a crash loop, a repeated pull and a minute of sleep are in is a matter of time.',
    part: (essence) =>
      (essence as { name: string }[]).map((one) =>
        ['crashing', 'images'].includes(one.name) ? { name: one.name } : one,
      ),
  },
  'logs/previous': {
    reason:
      'The recorded kubelet had just removed the container of before; the one of the sandbox keeps it for longer.',
    part: (essence) => (essence as { status: number }).status,
  },
  'image-and-start-failures/events of the pod': {
    reason: 'The recorded node had no cluster DNS and said so in an Event of its own.',
    part: (essence) => {
      const { status, body } = essence as { status: number; body: { items: string[] } };
      return { status, items: body.items.filter((item) => !item.includes('MissingClusterDNS')) };
    },
  },
  'logs//api/v1/namespaces/shop/pods/multi/log?container=sidecar&sinceSeconds=2': {
    reason: 'How many lines two seconds hold is a matter of time.',
    part: (essence) => {
      const { status, body } = essence as { status: number; body: string };
      return { status, lines: [...new Set(body.split('\n'))] };
    },
  },
};

function firstLines(value: Essence): Essence {
  if (typeof value === 'string') return value.split('\n')[0];
  if (Array.isArray(value)) return value.map(firstLines);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, firstLines(inner)]));
}

function withoutEphemeralStates(essence: Essence): Essence {
  const { body } = structuredClone(essence) as { body: { status: { ephemeral?: unknown } } };
  delete body.status.ephemeral;
  return body;
}
