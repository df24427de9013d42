import { pause, text } from '../shell/program.ts';
import type { Tool } from '../shell/program.ts';
import { parseSeconds } from './run-tools.ts';

/** The value after an option, such as the 3 of `--rounds 3` or `--rounds=3`. */
function valueOf(args: string[], option: string): string | undefined {
  const joined = args.find((word) => word.startsWith(`${option}=`));
  if (joined !== undefined) return joined.slice(option.length + 1);
  const at = args.indexOf(option);
  return at === -1 ? undefined : args[at + 1];
}

/**
 * The program of the sandbox's tool image without a shell: `netcheck [--rounds N] [--interval SECONDS]` tells, once a
 * round, which ports listen in the pod; 1 when none does.
 */
export const netcheck: Tool = async (run) => {
  const rounds = Number(valueOf(run.args, '--rounds') ?? '1');
  const interval = parseSeconds(valueOf(run.args, '--interval') ?? '1');
  if (!Number.isInteger(rounds) || rounds < 1 || interval === undefined) {
    await run.stderr.write(text('usage: netcheck [--rounds N] [--interval SECONDS]\n'));
    return 2;
  }
  let open = 0;
  for (let round = 1; round <= rounds; round += 1) {
    if (round > 1) await pause(run.process, interval * 1000);
    const ports = run.host.container.ports();
    open = ports.length;
    if (open === 0) await run.stderr.write(text(`round ${round}: nothing listens in this pod\n`));
    for (const { port } of ports) await run.stdout.write(text(`round ${round}: 127.0.0.1:${port} open\n`));
  }
  return open === 0 ? 1 : 0;
};
