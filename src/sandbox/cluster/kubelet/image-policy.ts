import { parseReference } from './image-reference.ts';
import { pull } from './images.ts';
import type { Image } from './images.ts';
import type { ContainerSpec, Pod } from '../api/objects.ts';

export type ImageResult =
  | { kind: 'ready'; image: Image; canonical: string; pulled: boolean }
  | { kind: 'waiting'; reason: 'InvalidImageName' | 'ErrImageNeverPull'; message: string }
  | { kind: 'pull failed'; message: string };

/** The images that the nodes already have, by canonical reference. */
export class NodeImages {
  private readonly present = new Set<string>();

  add(reference: string): void {
    const parsed = parseReference(reference);
    if (parsed.kind === 'reference') this.present.add(parsed.canonical);
  }

  /** What the kubelet makes of a container's image and pull policy. */
  resolve(spec: ContainerSpec): ImageResult {
    const parsed = parseReference(spec.image);
    if (parsed.kind === 'invalid')
      return { kind: 'waiting', reason: 'InvalidImageName', message: parsed.message };
    const { canonical } = parsed;
    const here = this.present.has(canonical);
    if (spec.imagePullPolicy === 'Never' && !here) {
      return {
        kind: 'waiting',
        reason: 'ErrImageNeverPull',
        message: `Container image "${spec.image}" is not present with pull policy of Never`,
      };
    }
    const result = pull(parsed);
    if (result.kind === 'failed') return { kind: 'pull failed', message: result.message };
    const pulled = !here || spec.imagePullPolicy === 'Always';
    this.present.add(canonical);
    return { kind: 'ready', image: result.image, canonical, pulled };
  }
}

/** Why a container may not run as it asks: runAsNonRoot against uid 0. Undefined when it may. */
export function nonRootProblem(pod: Pod, spec: ContainerSpec, image: Image): string | undefined {
  const nonRoot = spec.securityContext?.runAsNonRoot ?? pod.spec.securityContext.runAsNonRoot ?? false;
  if (!nonRoot) return undefined;
  const asked = spec.securityContext?.runAsUser ?? pod.spec.securityContext.runAsUser;
  const where = `(pod: "${pod.metadata.name}_${pod.metadata.namespace}(${pod.metadata.uid})", container: ${spec.name})`;
  if (asked === 0) return `container's runAsUser breaks non-root policy ${where}`;
  if (asked === undefined && image.user === 0)
    return `container has runAsNonRoot and image will run as root ${where}`;
  return undefined;
}
