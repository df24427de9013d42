import { AsyncLocalStorage } from 'node:async_hooks';
import type { Redis } from 'ioredis';

/** Lets several flows of work go on in a chosen order: between two commands to Redis any other may have its turn. */
export interface Turns {
  /** Waits for the next turn of the flow that calls it. */
  take(): Promise<void>;
  /** A connection each of whose commands waits for a turn before it is sent; those of one flow come one after the other. */
  on(redis: Redis): Redis;
  /**
   * Runs all of them to their ends, one at a time. `choices` says whose turn it is,
   * over and over. Rejects with what the first that fails threw.
   */
  run(flows: readonly (() => Promise<unknown>)[], choices: readonly number[]): Promise<void>;
}

const COMMANDS = new Set<string | symbol>([
  'hget',
  'eval',
  'lrange',
  'smembers',
  'srem',
  'get',
  'set',
  'del',
]);

/** The last command of a flow. */
interface Flow {
  last: Promise<unknown>;
}

export function openTurns(): Turns {
  const flowOf = new AsyncLocalStorage<Flow>();
  const waiting: (() => void)[] = [];
  let idle: PromiseWithResolvers<void> | undefined;
  let active = 0;
  const rest = () => {
    active -= 1;
    if (active === 0) idle?.resolve();
  };
  const take = (): Promise<void> =>
    new Promise((resolve) => {
      waiting.push(resolve);
      rest();
    });
  /** A flow that sends several commands at once waits for a turn for one of them at a time. */
  const afterTheLast = <Answer>(send: () => Promise<Answer>): Promise<Answer> => {
    const flow = flowOf.getStore();
    if (!flow) return send();
    const answer = flow.last.then(send);
    flow.last = answer.catch(() => undefined);
    return answer;
  };
  /** Goes on with some of it, and waits until all of that waits for a turn or is over. */
  const until = async (count: number, go: () => void): Promise<void> => {
    idle = Promise.withResolvers();
    active = count;
    go();
    if (count > 0) await idle.promise;
  };
  return {
    take,
    on: (redis) =>
      new Proxy(redis, {
        get: (target, name) => {
          const value: unknown = Reflect.get(target, name, target);
          if (typeof value !== 'function') return value;
          if (!COMMANDS.has(name)) return value.bind(target);
          return (...args: unknown[]) =>
            afterTheLast(async () => {
              await take();
              return value.apply(target, args);
            });
        },
      }),
    run: async (flows, choices) => {
      const ends: Promise<unknown>[] = [];
      await until(flows.length, () => {
        for (const flow of flows) ends.push(flowOf.run({ last: Promise.resolve() }, flow).finally(rest));
      });
      const all = Promise.allSettled(ends);
      for (let turn = 0; waiting.length > 0; turn += 1) {
        const [next] = waiting.splice((choices[turn % choices.length] ?? 0) % waiting.length, 1);
        await until(1, () => next?.());
      }
      for (const end of await all) if (end.status === 'rejected') throw end.reason;
    },
  };
}
