import { randomId, randomSecret } from '../random-ids.ts';
import type { View, ViewContent } from './view.ts';

export type Pushed =
  { kind: 'pushed'; view: View } | { kind: 'refused'; error: 'not_found' | 'push_limit_reached' };

/** A modal and two more on top of it (docs.slack.dev/reference/methods/views.push). */
const STACK_LIMIT = 3;

/** Every view that somebody has before them: stacks of modals, and one Home for each person. */
export class ViewStore {
  readonly #stacks: View[][] = [];
  readonly #homes = new Map<string, View>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** A modal in front of all others of this person. */
  open(userId: string, content: ViewContent): View {
    const view = this.#make(userId, content, undefined);
    this.#stacks.push([view]);
    return view;
  }

  /** A modal on top of the person's newest, which comes back when this one closes. */
  push(userId: string, content: ViewContent): Pushed {
    const stack = this.#stackOf(userId);
    const top = stack?.at(-1);
    if (!stack || !top) return { kind: 'refused', error: 'not_found' };
    if (stack.length >= STACK_LIMIT) return { kind: 'refused', error: 'push_limit_reached' };
    const view = this.#make(userId, content, top);
    stack.push(view);
    return { kind: 'pushed', view };
  }

  /** Replaces what a view says; what was filled in is kept for inputs that stay. */
  replace(view: View, content: ViewContent): void {
    view.content = content;
    view.hash = this.#newHash();
  }

  publishHome(userId: string, content: ViewContent): View {
    const known = this.#homes.get(userId);
    if (!known) {
      const view = this.#make(userId, content, undefined);
      this.#homes.set(userId, view);
      return view;
    }
    this.replace(known, content);
    return known;
  }

  homeOf(userId: string): View | undefined {
    return this.#homes.get(userId);
  }

  /** The modal that the person sees. */
  topOf(userId: string): View | undefined {
    return this.#stackOf(userId)?.at(-1);
  }

  find(id: string): View | undefined {
    return this.#all().find((view) => view.id === id);
  }

  /** A view by the id that the app gave it; '' finds none. */
  findByExternalId(externalId: string): View | undefined {
    return externalId === ''
      ? undefined
      : this.#all().find((view) => view.content.external_id === externalId);
  }

  /** Takes a modal away with those on top of it, or with its whole stack; answers what went, the topmost first. */
  close(view: View, whole = false): View[] {
    const stack = this.#stacks.find((one) => one.includes(view));
    if (!stack) return [];
    const gone = stack.splice(whole ? 0 : stack.indexOf(view));
    if (stack.length === 0) this.#stacks.splice(this.#stacks.indexOf(stack), 1);
    return gone.reverse();
  }

  #stackOf(userId: string): View[] | undefined {
    return this.#stacks.findLast((stack) => stack[0]?.userId === userId);
  }

  #all(): View[] {
    return [...this.#stacks.flat(), ...this.#homes.values()];
  }

  #make(userId: string, content: ViewContent, previous: View | undefined): View {
    const id = randomId('V', 10);
    return {
      id,
      userId,
      rootId: previous?.rootId ?? id,
      previousId: previous?.id,
      content,
      hash: this.#newHash(),
      state: {},
    };
  }

  #newHash(): string {
    return `${Math.floor(this.#now() / 1000)}.${randomSecret(4)}`;
  }
}
