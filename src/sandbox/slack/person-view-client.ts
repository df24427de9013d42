import { lookUntil } from './person-http.ts';
import type { Answer, PersonHttp } from './person-http.ts';

/** A block of any type, as far as a script looks into it. */
export type SeenBlock = { readonly type: string } & Readonly<Record<string, unknown>>;

interface SeenView {
  readonly id: string;
  readonly callback_id: string;
  readonly blocks: readonly SeenBlock[];
  readonly private_metadata: string;
  readonly hash: string;
}

/** A modal as its person sees it, in Slack's own names (docs.slack.dev/reference/views). */
export interface ModalView extends SeenView {
  readonly type: 'modal';
  readonly title: { readonly text: string };
  readonly submit: { readonly text: string } | null;
  readonly close: { readonly text: string } | null;
}

export interface HomeView extends SeenView {
  readonly type: 'home';
}

/** What became of a submission; `trouble` is what Slack's client shows when the app did not answer well. */
export type Submitted =
  | { readonly kind: 'closed' }
  | { readonly kind: 'errors'; readonly errors: Readonly<Record<string, string>> }
  | { readonly kind: 'updated' | 'pushed'; readonly view: ModalView }
  | { readonly kind: 'trouble'; readonly error: string; readonly message: string };

export interface OfferedOption {
  readonly value: string;
  readonly text: { readonly text: string };
}

/** A text, the value of an option or a user id, or several of them; '' empties. */
export type Chosen = string | readonly string[];

/** What is filled in, by action_id. */
export type FilledIn = Readonly<Record<string, Chosen>>;

/** What one person does with modals, the Home tab and shortcuts. */
export interface ViewActions {
  /** The modal in front of all others. */
  modal(): Promise<ModalView | undefined>;
  /** Waits until such a modal is in front, by default any. */
  waitForModal(isIt?: (modal: ModalView) => boolean, timeoutMs?: number): Promise<ModalView>;
  /** Submits the newest modal. Rejects when none is open, or when it has no such input or choice. */
  submit(values: FilledIn): Promise<Submitted>;
  /** Presses Cancel on the newest modal; `all` closes what lies below it, too. */
  closeModal(options?: { all: boolean }): Promise<Answer>;
  /** Uses a button or menu of the newest modal; `values` is what else is filled in. */
  useInModal(actionId: string, value?: Chosen, values?: FilledIn): Promise<Answer>;
  /** What the app offers in an external select of the newest modal for a query; it can be chosen from then on. */
  suggestions(actionId: string, query: string): Promise<readonly OfferedOption[]>;
  /** Opens the app's Home tab: the app hears of it and may publish. */
  openHome(): Promise<Answer>;
  home(): Promise<HomeView | undefined>;
  /** Waits until such a Home tab was published, by default any. */
  waitForHome(isIt?: (home: HomeView) => boolean, timeoutMs?: number): Promise<HomeView>;
  /** Uses a button or menu of the Home tab. */
  useInHome(actionId: string, value?: Chosen): Promise<Answer>;
  /** Runs a shortcut: one of a message where that is told, else a global one. */
  shortcut(callbackId: string, message?: { channel: string; ts: string }): Promise<Answer>;
}

type Seen = { readonly modal?: ModalView; readonly home?: HomeView };

/** The actions of whoever `http` speaks for. */
export function viewActions(http: PersonHttp): ViewActions {
  const modal = async (): Promise<ModalView | undefined> => (await http.get<Seen>('views')).modal;
  const home = async (): Promise<HomeView | undefined> => (await http.get<Seen>('views')).home;
  const newest = async (): Promise<ModalView> => {
    const open = await modal();
    if (!open) throw new Error('no modal is open');
    return open;
  };
  const use = (view: SeenView, actionId: string, value?: Chosen, values?: FilledIn): Promise<Answer> =>
    http.post(`views/${view.id}/act`, {
      actionId,
      ...(value !== undefined && { value }),
      values: byBlock(values ?? {}, view.blocks),
    });
  return {
    modal,
    home,
    waitForModal: (isIt = () => true, timeoutMs) =>
      lookUntil(modal, (seen) => (seen && isIt(seen) ? seen : undefined), 'the modal', tell, timeoutMs),
    waitForHome: (isIt = () => true, timeoutMs) =>
      lookUntil(home, (seen) => (seen && isIt(seen) ? seen : undefined), 'the Home tab', tell, timeoutMs),
    submit: async (values) => {
      const view = await newest();
      const path = `views/${view.id}/submit`;
      return submitted(
        await http.post<Answer & Partial<Submitted>>(path, { values: byBlock(values, view.blocks) }),
      );
    },
    closeModal: async (options) => http.post(`views/${(await newest()).id}/close`, options ?? {}),
    useInModal: async (actionId, value, values) => use(await newest(), actionId, value, values),
    useInHome: async (actionId, value) => {
      const view = await home();
      if (!view) throw new Error('no Home tab is published');
      return use(view, actionId, value);
    },
    suggestions: async (actionId, query) => {
      const asked = { viewId: (await newest()).id, actionId, query };
      const answer = await http.post<Answer & { options?: readonly OfferedOption[] }>('suggest', asked);
      if (!answer.options) throw new Error(`no suggestions: ${answer.message ?? answer.error}`);
      return answer.options;
    },
    openHome: () => http.post('home', { tab: 'home' }),
    shortcut: (callbackId, message) => http.post('shortcut', { callbackId, ...message }),
  };
}

/** What a test must have got wrong is no outcome of a submission. */
function submitted(answer: Answer & Partial<Submitted>): Submitted {
  const { ok, error = '', message = '', ...rest } = answer;
  if (ok) return rest as Submitted;
  if (['operation_timeout', 'dispatch_failed', 'invalid_response'].includes(error))
    return { kind: 'trouble', error, message };
  throw new Error(`the modal could not be submitted: ${message} (${error})`);
}

/** The same by block_id and action_id, as the person API wants it; throws where no block has such an element. */
function byBlock(values: FilledIn, blocks: readonly SeenBlock[]): Record<string, Record<string, Chosen>> {
  const filled: Record<string, Record<string, Chosen>> = {};
  for (const [actionId, chosen] of Object.entries(values)) {
    const block = blocks.find((one) => actionIdsOf(one).includes(actionId));
    if (!block) throw new Error(`the view has no element "${actionId}"`);
    const blockId = String(block['block_id']);
    filled[blockId] = { ...filled[blockId], [actionId]: chosen };
  }
  return filled;
}

function actionIdsOf({ element, elements, accessory }: SeenBlock): unknown[] {
  const inside = Array.isArray(elements) ? elements : [];
  return [element, accessory, ...inside].map(
    (one) => (one as { action_id?: unknown } | undefined)?.action_id,
  );
}

function tell(seen: SeenView | undefined): string {
  return seen ? `Instead there is ${JSON.stringify(seen)}.` : 'There is none.';
}
