import { whenTree } from './when.ts';

/** What a condition looks at of what is not always known. */
export interface WhenMentions {
  /** Anything of the pod. */
  readonly pod: boolean;
  readonly podLabels: boolean;
  readonly namespaceLabels: boolean;
  /** The groups that the requester is in. */
  readonly groups: boolean;
}

/** A variable of a condition, and the member of it that is read; absent: it is used as a whole. */
interface Mention {
  readonly name: string;
  readonly member?: string;
}

/** What a condition mentions, told from its syntax tree. Where that leaves a doubt, it is taken to mention it. */
export function whenMentions(text: string): WhenMentions {
  const mentions = mentionsIn(whenTree(text));
  const reads = (name: string, member: string) =>
    mentions.some((each) => each.name === name && (each.member ?? member) === member);
  return {
    pod: mentions.some(({ name }) => name === 'pod'),
    podLabels: reads('pod', 'labels'),
    namespaceLabels: reads('ns', 'labels'),
    groups: reads('requester', 'groups'),
  };
}

function mentionsIn(node: unknown): readonly Mention[] {
  if (Array.isArray(node)) return node.flatMap((each: unknown) => mentionsIn(each));
  if (!isNode(node)) return [];
  const { op, args } = node;
  if (op === 'id') return [{ name: String(args) }];
  if (op === '.' && Array.isArray(args)) {
    const [of, member] = args as readonly unknown[];
    if (isNode(of) && of.op === 'id') return [{ name: String(of.args), member: String(member) }];
  }
  return mentionsIn(args);
}

function isNode(value: unknown): value is { readonly op: string; readonly args: unknown } {
  return typeof value === 'object' && value !== null && 'op' in value && 'args' in value;
}
