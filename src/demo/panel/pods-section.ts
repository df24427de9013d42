import type { V1ContainerState, V1EphemeralContainer, V1Pod } from '@kubernetes/client-node';
import type { PanelDetail, PanelEntry, PanelSection } from '../../sandbox/slack/side-panel.ts';

/** The start of a command; a holder's script is longer than anyone wants to read. */
const COMMAND_MOST = 64;

/** What the panel tells of a cluster: its pods by namespace, each with its ephemeral containers. */
export function podsSection(pods: readonly V1Pod[], problem?: string): PanelSection {
  const byNamespace = Map.groupBy(pods, (pod) => pod.metadata?.namespace ?? '');
  const groups = [...byNamespace]
    .map(([title, inside]) => ({ title, entries: inside.map(podEntry).toSorted(debuggedFirst) }))
    .toSorted((a, b) => Number(isDebugged(b.entries[0])) - Number(isDebugged(a.entries[0])) || byTitle(a, b));
  const about =
    problem === undefined
      ? 'The pods that run, and the debug containers that were added to them.'
      : `The cluster does not tell of its pods at the moment (${problem}).`;
  return { title: 'Cluster', about, groups };
}

function isDebugged(entry: PanelEntry | undefined): boolean {
  return entry?.entries !== undefined && entry.entries.length > 0;
}

/** What was debugged stands on top: it is what the reader looks for. */
function debuggedFirst(a: PanelEntry, b: PanelEntry): number {
  return Number(isDebugged(b)) - Number(isDebugged(a)) || byTitle(a, b);
}

function byTitle(a: { readonly title: string }, b: { readonly title: string }): number {
  return a.title.localeCompare(b.title);
}

function podEntry(pod: V1Pod): PanelEntry {
  const { metadata, spec, status } = pod;
  const reason = waitingReason(pod);
  const phase = metadata?.deletionTimestamp === undefined ? (reason ?? status?.phase) : 'Terminating';
  return {
    id: metadata?.uid ?? metadata?.name ?? '',
    title: metadata?.name ?? '',
    tone: toneOfPhase(phase),
    state: phase ?? 'Unknown',
    entries: (spec?.ephemeralContainers ?? []).map((container) => debugEntry(container, pod)),
  };
}

function waitingReason({ status }: V1Pod): string | undefined {
  const reasons = status?.containerStatuses?.flatMap(({ state }) => state?.waiting?.reason ?? []) ?? [];
  return reasons[0];
}

function toneOfPhase(phase: string | undefined): PanelEntry['tone'] {
  if (phase === 'Running') return 'good';
  if (phase === 'Succeeded' || phase === 'Terminating') return 'quiet';
  return phase === 'Pending' || phase === 'ContainerCreating' ? 'busy' : 'bad';
}

function debugEntry(container: V1EphemeralContainer, { metadata, status }: V1Pod): PanelEntry {
  const told = status?.ephemeralContainerStatuses?.find(({ name }) => name === container.name);
  const words = [...(container.command ?? []), ...(container.args ?? [])].join(' ').replaceAll(/\s+/g, ' ');
  const details: PanelDetail[] = [
    { name: 'image', text: container.image ?? '', isCode: true },
    ...(container.targetContainerName === undefined
      ? []
      : [{ name: 'looks into', text: container.targetContainerName, isCode: true }]),
    { name: 'command', text: words === '' ? 'its image’s own' : shortened(words), isCode: words !== '' },
  ];
  return {
    id: `${metadata?.uid ?? ''} ${container.name}`,
    title: container.name,
    details,
    ...stateOf(told?.state),
  };
}

function stateOf(state: V1ContainerState | undefined): Pick<PanelEntry, 'state' | 'tone'> {
  const ended = state?.terminated;
  if (ended) return { state: `ended, exit ${ended.exitCode}`, tone: ended.exitCode === 0 ? 'quiet' : 'bad' };
  if (state?.running) return { state: 'running', tone: 'good' };
  return { state: state?.waiting?.reason ?? 'waiting', tone: 'busy' };
}

function shortened(text: string): string {
  return text.length > COMMAND_MOST ? `${text.slice(0, COMMAND_MOST - 1)}…` : text;
}
