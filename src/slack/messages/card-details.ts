import { reviewerGroups } from '../../domain/policy/approval.ts';
import type { DebugContainer } from '../../domain/container/debug-container.ts';
import type { Plan } from '../../domain/request/plan.ts';
import { SETTINGS_MOST, settingsText } from '../../domain/request/review-text.ts';
import { duration } from '../../domain/quantities.ts';
import { code, escaped, shortDigest, shortened } from '../text.ts';
import { context, type KnownBlock, preformatted, section } from './blocks.ts';
import { longerText } from './rule-text.ts';

/** The most of a name that the cluster or the policy gives, in characters. */
const LONGEST_NAME = 80;
const WHERE_MOST = 900;
const NOTES_MOST = 300;
const WITH_MOST = 1_300;

/** What the cluster says stands in a section of its own: whatever its length, it cannot move what the policy says off the card. */
export function cardDetails(plan: Plan, notes: readonly string[] = []): KnownBlock[] {
  return [
    section(shortened(where(plan), WHERE_MOST)),
    ...(notes.length === 0 ? [] : [context(shortened(escaped(notes.join(' ')), NOTES_MOST))]),
    section(shortened([withWhat(plan), ...asWhom(plan), limits(plan), rule(plan)].join('\n'), WITH_MOST)),
    ...settings(plan.container),
  ];
}

function where({ cluster, namespace, pod, target }: Plan): string {
  const parts = [
    `${name(cluster)} / ${name(namespace)}`,
    ...(pod.owner === undefined ? [] : [name(pod.owner)]),
    ...(target === undefined ? [] : [`sees the processes of ${name(target.name)}`]),
    `node ${name(pod.node)}`,
  ];
  return `*Where*  ${parts.join(' · ')}`;
}

function withWhat({ container, grant, reused }: Plan): string {
  const { name: profile, base } = grant.profile;
  const parts = [
    escaped(shortImage(grant.image.alias, container.image)),
    // What is there already is not pulled.
    ...(container.imagePullPolicy === undefined || reused ? [] : [`pull ${name(container.imagePullPolicy)}`]),
    `profile ${name(profile)}${profile === base ? '' : ` (${escaped(base)}, changed by the policy)`}`,
  ];
  return `*With*  ${parts.join(' · ')}`;
}

/** Whom the container's process runs as, what it may, and whom the cluster sees. */
function asWhom({ container, grant, actAs }: Plan): readonly string[] {
  const { securityContext: rights = {} } = container;
  const { runAsUser, runAsGroup } = rights;
  const custom = grant.profile.spec !== undefined;
  const parts = [
    ...(runAsUser === undefined ? [] : [`uid ${runAsUser}`]),
    ...(runAsGroup === undefined ? [] : [`gid ${runAsGroup}`]),
    // What a built-in profile takes away, its name says.
    ...rightsOf(custom ? rights : { capabilities: { add: rights.capabilities?.add ?? [] } }),
    ...(actAs === undefined
      ? []
      : [
          `in the cluster as ${code(shortened(actAs.user, 254))}` +
            (actAs.groups.length === 0 ? '' : ` (${escaped(shortened(actAs.groups.join(', '), 200))})`),
        ]),
  ];
  return parts.length === 0 ? [] : [`*As*  ${parts.join(' · ')}`];
}

function rightsOf(rights: NonNullable<DebugContainer['securityContext']>): readonly string[] {
  const { privileged, allowPrivilegeEscalation, runAsNonRoot, capabilities, seccompProfile } = rights;
  const told = (fits: boolean, text: string) => (fits ? [text] : []);
  const listed = (verb: string, names: readonly string[] = []) =>
    names.length === 0 ? [] : [`${verb} ${escaped(names.join(', '))}`];
  return [
    ...told(privileged === true, '*privileged*'),
    ...told(runAsNonRoot === true, 'not root'),
    ...told(allowPrivilegeEscalation === false, 'no privilege escalation'),
    ...listed('adds', capabilities?.add),
    ...listed('drops', capabilities?.drop),
    ...told(seccompProfile !== undefined, `seccomp ${escaped(seccompProfile?.type ?? '')}`),
  ];
}

function limits({ mode, staysOpen, reused, grant }: Plan): string {
  const { session, command } = grant.limits;
  const [all, each] = [duration(session * 1000), duration(command * 1000)];
  if (mode === 'entrypoint') return `*Limit*  followed for ${each}`;
  if (reused && !staysOpen) return `*Limit*  ${each}`;
  const longer = staysOpen && !reused ? longerText(grant.limits) : '';
  return `*Limit*  ${all} in all${longer}, ${each} a command`;
}

function rule({ grant }: Plan): string {
  const { approvals, breakGlass, alsoRun = [] } = grant;
  const groups = escaped(reviewerGroups(breakGlass?.reviewers ?? approvals).join(' or '));
  const deciding = groups === '' ? 'nobody needs to decide' : `may decide: ${groups}`;
  const who = breakGlass ? `may review it afterwards: ${groups}` : deciding;
  const others = alsoRun.length === 0 ? '' : ` · may run commands, too: ${escaped(alsoRun.join(' or '))}`;
  return `*Rule*  ${escaped(grant.rule)} · ${who}${others}`;
}

function settings(container: DebugContainer): KnownBlock[] {
  const text = settingsText(container);
  return text === '' ? [] : [preformatted(shortened(text, SETTINGS_MOST))];
}

function name(text: string): string {
  return code(shortened(text, LONGEST_NAME));
}

/** The alias and, where a digest pins it, enough of the digest to compare. */
function shortImage(alias: string, reference: string): string {
  return reference === alias ? alias : `${alias} (${shortened(shortDigest(reference), 280)})`;
}
