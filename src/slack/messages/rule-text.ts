import type { ApprovalRequirement, Rule } from '../../domain/policy/policy.ts';
import { duration } from '../../domain/quantities.ts';
import { code, escaped, shortened } from '../text.ts';

/** How many names of a list are shown, and how much of each, in characters. */
const MOST_LISTED = 8;
const NAME_MOST = 60;
const CONDITION_MOST = 300;

/** How whoever reads it stands to the rule: whether they may ask by it, and whether they may start at once in an emergency. */
export interface RuleStanding {
  readonly may: boolean;
  readonly mayAtOnce: boolean;
}

/** A rule for those whom it is for, as mrkdwn: what it lets them do, where, and who approves. */
export function ruleText(rule: Rule, { may, mayAtOnce }: RuleStanding): string {
  const { images, profiles, limits, volumes } = rule;
  return [
    `*${escaped(rule.name)}*${may ? '' : ' (only in an emergency)'}`,
    `Where: ${whereText(rule)}`,
    `With: ${listed('image', images)}; ${listed('profile', profiles)}${volumes ? '; `--volumes`' : ''}`,
    ...(may && rule.commands ? [`Commands: ${commandsText(rule, rule.commands)}`] : []),
    ...(may ? [`Approval: ${approvalText(rule)}`] : []),
    ...(mayAtOnce && rule.breakGlass ? [breakGlassText(rule, rule.breakGlass.announce)] : []),
    `At most: ${duration(limits.session * 1000)} in all${longerText(limits)}, ${duration(limits.command * 1000)} a command`,
  ].join('\n');
}

/** How long an open session may last when it is extended; nothing where it cannot be. */
export function longerText({ session, extended = session }: Rule['limits']): string {
  return extended > session ? ` (up to ${duration(extended * 1000)} when extended)` : '';
}

function whereText({ match }: Rule): string {
  const { clusters, namespaces, podLabels, namespaceLabels, workloads, when } = match;
  return [
    clusters.includes('*') ? 'every cluster' : listed('cluster', clusters),
    namespaces.includes('*') ? 'every namespace' : listed('namespace', namespaces),
    ...(namespaceLabels ? [`namespaces with ${listed('label', pairs(namespaceLabels))}`] : []),
    ...(podLabels ? [`pods with ${listed('label', pairs(podLabels))}`] : []),
    ...(workloads ? [`pods of ${listed('workload', workloads)}`] : []),
    ...(when === undefined ? [] : [`only where ${code(shortened(when, CONDITION_MOST))}`]),
  ].join(', ');
}

type Commands = NonNullable<Rule['commands']>;

/** Commands that may be asked for. Whoever approves reviews them, so where somebody does, only what is refused is left out. */
function commandsText({ approvals }: Rule, commands: Commands): string {
  if (approvals.length === 0) return atOnceText(commands);
  const { allow, review, refuse, otherwise } = commands;
  return otherwise === 'refuse' ? only([...allow, ...review], refuse) : allBut(refuse);
}

/** Commands that run with nobody to review them. */
function atOnceText({ allow, review, refuse, otherwise }: Commands): string {
  const others = [...refuse, ...review];
  return otherwise === 'allow' ? allBut(others) : only(allow, others);
}

function allBut(patterns: readonly string[]): string {
  return patterns.length === 0 ? 'all' : `all but ${names(patterns)}`;
}

function only(patterns: readonly string[], never: readonly string[]): string {
  if (patterns.length === 0) return 'none but the first look, which runs when you name none';
  return `${names(patterns)}${never.length === 0 ? '' : `, and of those never ${names(never)}`}`;
}

function approvalText({ approvals, selfApproval, requireReason }: Rule): string {
  const reason = requireReason.includes('ask') ? '; give a `--reason`' : '';
  if (approvals.length === 0) return `none needed${reason}`;
  const self = selfApproval ? ', you among them' : '';
  return `${requirements(approvals)}${self}${reason}`;
}

function breakGlassText({ approvals, commands }: Rule, announce: string): string {
  const which = commands ? ` Commands then: ${atOnceText(commands)}.` : '';
  return `In an emergency: \`--break-glass --reason "…"\` starts at once, is told in <#${announce}>, and ${requirements(approvals)} review it afterwards.${which}`;
}

/** How many of whom, such as `1 of sre and 2 of dba or payments`. */
export function requirements(approvals: readonly ApprovalRequirement[]): string {
  return approvals
    .map(({ from, count }) => `${count} of ${escaped(shortened(from.join(' or '), NAME_MOST * 2))}`)
    .join(' and ');
}

function pairs(labels: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(labels).map(([key, value]) => `${key}=${value}`);
}

function listed(noun: string, all: readonly string[]): string {
  return `${noun}${all.length === 1 ? '' : 's'} ${names(all)}`;
}

function names(all: readonly string[]): string {
  const left = all.length - MOST_LISTED;
  const shown = all.slice(0, MOST_LISTED).map((name) => code(shortened(name, NAME_MOST)));
  return `${shown.join(', ')}${left > 0 ? ` and ${left} more` : ''}`;
}
