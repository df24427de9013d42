import type { V1ContainerState, V1Pod } from '@kubernetes/client-node';
import type { PodIdentity } from '../cluster.ts';
import { programSentence, saysNoProgram } from './program-failures.ts';
import { quoteAtEnd } from './quote.ts';

/** How a starting container stands, by the pod's status. */
export type StartVerdict =
  /** `likely`: what probably keeps it, for when the time is up. */
  | { readonly kind: 'starting'; readonly likely: string }
  | { readonly kind: 'running' }
  /** It fails, but the kubelet tries again and may succeed. */
  | { readonly kind: 'failing'; readonly sentence: string }
  /** `program`: because its own program cannot be run. */
  | { readonly kind: 'never'; readonly sentence: string; readonly program?: true }
  /** It was started and is over. */
  | { readonly kind: 'over'; readonly sentence: string };

/**
 * Reads how the debug container stands. Pure. Every state is recorded in
 * recordings/kubernetes/image-and-start-failures.json and pods-in-other-phases.json.
 */
export function startVerdict(pod: V1Pod, { name, uid }: PodIdentity, container: string): StartVerdict {
  if (pod.metadata?.uid !== uid) {
    return {
      kind: 'never',
      sentence: `The pod ${name} was replaced by another of the same name: ask again.`,
    };
  }
  const status = pod.status?.ephemeralContainerStatuses?.find((each) => each.name === container);
  if (!status) return silenceVerdict(pod, name);
  // The status may name the same image by another of its tags, one that nobody asked for.
  const asked = pod.spec?.ephemeralContainers?.find((each) => each.name === container)?.image;
  return stateVerdict(status.state, asked ?? status.image);
}

/** The cluster has said nothing about the container yet: why that may be (recordings/kubernetes/pods-in-other-phases.json). */
function silenceVerdict({ metadata, spec, status }: V1Pod, name: string): StartVerdict {
  if (metadata?.deletionTimestamp) return { kind: 'never', sentence: deleted(name) };
  const phase = status?.phase ?? '';
  if (phase === 'Succeeded' || phase === 'Failed')
    return { kind: 'never', sentence: over(name, phase, status?.reason) };
  const node = spec?.nodeName;
  if (node) {
    const because = status?.reason ? ` (${quoteAtEnd(status.reason)})` : '';
    const likely = `the node ${quoteAtEnd(node)} has not taken it up, it may be down or very busy${because}`;
    return { kind: 'starting', likely };
  }
  const scheduled = status?.conditions?.find(({ type }) => type === 'PodScheduled');
  const because = scheduled?.message ? ` (${quoteAtEnd(scheduled.message)})` : '';
  return { kind: 'starting', likely: `the pod has no node yet${because}` };
}

function over(name: string, phase: string, reason: string | undefined): string {
  const why = reason ? `${phase}: ${quoteAtEnd(reason)}` : phase;
  return `The pod ${name} is over (${why}), so nothing starts in it any more: ask again for one that runs.`;
}

/** The sentence for a pod that is gone or going. */
export function deleted(pod: string): string {
  return `The pod ${pod} was deleted before the debug container ran: ask again for the one that takes its place.`;
}

/** The sentence for a start whose time is up. */
export function startTimedOut(afterMs: number, likely: string): string {
  return `The debug container did not start within ${Math.round(afterMs / 1000)} seconds: ${likely}. Look at \`kubectl describe pod\`, then ask again.`;
}

function stateVerdict(state: V1ContainerState | undefined, image: string): StartVerdict {
  if (state?.running) return { kind: 'running' };
  if (state?.terminated) {
    const { reason = '', exitCode, message = '' } = state.terminated;
    if (reason === 'StartError' || reason === 'ContainerCannotRun') return notRun(message, quoteAtEnd(image));
    return { kind: 'over', sentence: ended(reason, exitCode) };
  }
  return waitingVerdict(state?.waiting?.reason ?? '', state?.waiting?.message ?? '', quoteAtEnd(image));
}

function waitingVerdict(reason: string, message: string, image: string): StartVerdict {
  const because = message === '' ? '' : ` (${quoteAtEnd(message)})`;
  switch (reason) {
    case '':
    case 'ContainerCreating':
    case 'PodInitializing':
      return { kind: 'starting', likely: `its node is still pulling the image ${image}, or is very busy` };
    case 'ErrImagePull':
    case 'ImagePullBackOff':
    case 'RegistryUnavailable':
      return {
        kind: 'failing',
        sentence: `The image ${image} cannot be pulled${because}: check its name, and whether the pod's node may pull it.`,
      };
    case 'CreateContainerError':
      return notCreated(message, because, image);
    case 'InvalidImageName':
      return {
        kind: 'never',
        sentence: `"${image}" is not a name that an image can have: correct it in the policy.`,
      };
    case 'ErrImageNeverPull':
      return {
        kind: 'never',
        sentence: `The image ${image} is not on the pod's node, and its pull policy is Never: load it there, or change the pull policy.`,
      };
    case 'CreateContainerConfigError':
      return { kind: 'never', sentence: misconfigured(message, because, image) };
    case 'RunContainerError':
      return notRun(message, image);
    default:
      return {
        kind: 'failing',
        sentence: `The debug container does not start: ${quoteAtEnd(reason)}${because}. Look at \`kubectl describe pod\`, then ask again.`,
      };
  }
}

/** CRI-O looks for the program already here, containerd only when it runs the container. */
function notCreated(message: string, because: string, image: string): StartVerdict {
  if (/invalid target container/.test(message)) {
    const sentence =
      'The container that it shall look into is not running: ask again when it does, or for another container.';
    return { kind: 'failing', sentence };
  }
  if (saysNoProgram(message)) return notRun(message, image);
  const sentence = `The node could not create the debug container${because}: ask whoever runs the cluster.`;
  return { kind: 'failing', sentence };
}

function misconfigured(message: string, because: string, image: string): string {
  return /root/.test(message)
    ? `It may not run as root, but the image ${image} does: ask again with another profile, or for an image with a user of its own.`
    : `The debug container's settings do not fit the pod${because}: ask again with another profile.`;
}

/** `exec: "sh": executable file not found in $PATH` of runc, `executable file `sh` not found` of crun. */
const PROGRAM = /exec: "([^"]+)"|executable file `([^`]+)`/;

function notRun(message: string, image: string): StartVerdict {
  const named = PROGRAM.exec(message);
  const program = named?.[1] ?? named?.[2];
  const kind = 'never';
  if (program === undefined || !saysNoProgram(message)) {
    const because = message === '' ? '' : ` (${quoteAtEnd(message)})`;
    return {
      kind,
      sentence: `The debug container could not be run${because}: ask again for another image.`,
      program: true,
    };
  }
  const sentence = /^(\/bin\/)?sh$/.test(program)
    ? `The image ${image} has no shell, which a debug container needs: ask again for one that has, or with --entrypoint and a program of its own.`
    : programSentence(message, program, `the image ${image}`);
  return { kind, sentence, program: true };
}

function ended(reason: string, exitCode: number): string {
  if (reason === 'OOMKilled') {
    return "The debug container was ended for want of memory (OOMKilled): the pod's or node's memory is full.";
  }
  const why = reason === '' ? '' : `${quoteAtEnd(reason)}, `;
  return `The debug container is over already (${why}exit code ${exitCode}), so nothing can run in it: ask again for a new one.`;
}
