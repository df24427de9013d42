import { KeyholeError, messageOf } from '../errors.ts';

/** What `work` gives, or an error with this code and sentence when it fails or takes longer than `ms` milliseconds. */
export async function bounded<Value>(
  work: Promise<Value>,
  ms: number,
  code: string,
  sentence: string,
): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${ms / 1000} s`)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } catch (cause) {
    throw new KeyholeError(code, `${sentence} (${messageOf(cause)})`, { cause });
  } finally {
    clearTimeout(timer);
  }
}

/** What `work` gives, or undefined when it takes longer than `ms` milliseconds; it goes on. Fails as `work` does. */
export async function withinTime<Value>(work: Promise<Value>, ms: number): Promise<Value | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
