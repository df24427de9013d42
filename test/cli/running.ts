import { keyhole } from '../../src/cli/keyhole.ts';

export interface Ran {
  readonly code: number;
  readonly said: readonly string[];
  readonly complained: readonly string[];
}

/** A Sunday night, 03:00 UTC. */
export const NOW = Date.UTC(2026, 10, 22, 3, 0);

/** Runs the tool as with these arguments, `KEYHOLE_POLICY` naming a file where one is given. */
export async function run(args: readonly string[], defaultFile?: string, colours = false): Promise<Ran> {
  const said: string[] = [];
  const complained: string[] = [];
  const code = await keyhole(
    args,
    { say: (text) => void said.push(text), complain: (text) => void complained.push(text), colours },
    { defaultFile, now: () => NOW },
  );
  return { code, said, complained };
}
