import type { Plan } from '../../domain/request/plan.ts';

const NETWORK = ['NET_ADMIN', 'NET_RAW'];

/** What an approver might not know about the rights that a profile gives (kubectl/pkg/cmd/debug/profiles.go). */
export function profileWarnings({ grant, container }: Plan): readonly string[] {
  const { privileged, capabilities } = container.securityContext ?? {};
  const profile = `The profile ${grant.profile.name}`;
  if (privileged === true) return [`${profile} is privileged: it can do anything on the node.`];
  const warnings: string[] = [];
  const added = capabilities?.add ?? [];
  if (added.some((capability) => NETWORK.includes(capability)))
    warnings.push(`${profile} can read and change the pod's network traffic.`);
  if (added.includes('ALL') || added.includes('SYS_ADMIN'))
    warnings.push(`${profile} has rights that can reach beyond its container, to the node.`);
  return warnings;
}
