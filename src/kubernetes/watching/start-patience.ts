import type { StartVerdict } from '../failures/start-failures.ts';

export interface NoHope {
  readonly sentence: string;
  /** Because the container's own program cannot be run. */
  readonly program: boolean;
}

/** Decides from what is heard of a starting container when it is in vain to wait on: at once, or after some patience. */
export class StartPatience {
  readonly #patienceMs: number;
  readonly #onNoHope: (why: NoHope) => void;
  #timer: NodeJS.Timeout | undefined;
  #failing = '';
  #likely = 'the cluster has not said anything about it';

  constructor(patienceMs: number, onNoHope: (why: NoHope) => void) {
    this.#patienceMs = patienceMs;
    this.#onNoHope = onNoHope;
  }

  /** What probably keeps the container, to follow a colon. */
  get likely(): string {
    return this.#likely;
  }

  hear(verdict: StartVerdict): void {
    switch (verdict.kind) {
      case 'starting':
        this.#likely = verdict.likely;
        return; // Between two failed pulls the kubelet reports ContainerCreating again for a moment; the patience goes on.
      case 'failing':
        this.#failing = verdict.sentence;
        this.#likely = verdict.sentence.replace(/\.$/, '');
        this.#timer ??= setTimeout(() => {
          this.#giveUp({ sentence: this.#failing, program: false });
        }, this.#patienceMs);
        return;
      case 'running':
        this.stop();
        return;
      case 'never':
        this.#giveUp({ sentence: verdict.sentence, program: verdict.program === true });
        return;
      case 'over':
        this.#giveUp({ sentence: verdict.sentence, program: false });
    }
  }

  /** The cluster does not tell: why, as a sentence. */
  hearNothing(sentence: string): void {
    this.#likely = sentence.replace(/\.$/, '');
  }

  /** Waits for nothing any more. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #giveUp(why: NoHope): void {
    this.stop();
    this.#onNoHope(why);
  }
}
