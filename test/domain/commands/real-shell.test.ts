import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { CommandWord } from '../../../src/domain/commands/command-word.ts';
import { judgeCommand } from '../../../src/domain/commands/judge-command.ts';
import { readScript } from '../../../src/domain/commands/read-script.ts';

const RULES = { allow: ['p *', 'q *'], review: [], refuse: [], otherwise: 'review' } as const;
/** The two programs of the scripts, as functions that tell how they were called. Nothing else is to be found. */
const PRELUDE = `PATH=/nowhere
p() { printf '%s\\037' p "$@" END; } >&9
q() { printf '%s\\037' q "$@" END; } >&9
`;
const TOKENS = [
  `p·p · q ·q·a·b·-· · ·\t·\n· ; ·;· | · && · || · & ·&·|·(·)·{ ·; }·{·}·{}·{a,b}·,·! ·!`,
  `"·"·'·'·\\·\\\n·"p"·'a b'·\\n·\\"·$x·\${x}·"$x"·$·$(·$(q a)·"$(p)"·\`·\`q\`·$((1 + 1))·$((·))·\${x:-p}·$@·"$@"`,
  `*·?·[a]·[·]·~·=·a=b·#· #·^·%·+·:·@(·\r·é·\u00a0·>/dev/null·2>/dev/null·10>/dev/null·1·2· 2>&1· </dev/null· >&2·>·<·<<`,
  `if p; then ·; fi·else ·for i in a b; do ·; done·case a in a) ·;; esac·in·do·done·time ·[[ ·function `,
].flatMap((tokens) => tokens.split('·'));
const texts = fc.array(fc.constantFrom(...TOKENS), { maxLength: 9 }).map((tokens) => `p ${tokens.join('')}`);

function isAllowed(text: string): boolean {
  return judgeCommand(RULES, { text, argv: ['sh', '-c', text] }, { env: false }).kind === 'allow';
}

function run(shell: readonly string[], script: string, cwd: string) {
  const [program = '', ...words] = shell;
  const ran = spawnSync(program, [...words, '-c', `${PRELUDE}\n${script}\n`], {
    cwd,
    encoding: 'utf8',
    timeout: 300,
    killSignal: 'SIGKILL',
    stdio: ['ignore', 'ignore', 'pipe', 'ignore', 'ignore', 'ignore', 'ignore', 'ignore', 'ignore', 'pipe'],
  });
  const calls = (ran.output[9] ?? '').split('\u001fEND\u001f').slice(0, -1);
  return { calls: calls.map((call) => call.split('\u001f')), errors: ran.stderr };
}

/** Whether a command as it was read can come to be this call: known words are the same, unknown ones are anything. */
function canBe(command: readonly CommandWord[], call: readonly string[]): boolean {
  const known = command.findIndex((word) => !word.exact);
  const same = command
    .slice(0, known === -1 ? undefined : known)
    .every(({ value }, at) => value === call[at]);
  return same && (known !== -1 || call.length === command.length);
}

/** Those that are here, each once: `/bin/sh` is often another one's name. */
const SHELLS = [['/bin/dash'], ['/bin/bash'], ['/bin/busybox', 'sh'], ['/bin/sh']]
  .filter(([path = '']) => existsSync(path))
  .filter(([path = ''], at, there) => {
    const first = there.findIndex(([other = '']) => realpathSync(other) === realpathSync(path));
    return first === at;
  });

describe.each(SHELLS)('what is allowed, run by %s %s', (...shell) => {
  test('runs the commands that were read and no other, and writes nothing', () => {
    const cwd = mkdtempSync(join(tmpdir(), 'keyhole-real-shell-'));
    try {
      const allowed = fc.sample(texts, { numRuns: 1000, seed: 7 }).filter(isAllowed);
      expect(allowed.length).toBeGreaterThan(50);
      for (const script of new Set(allowed)) {
        const { calls, errors } = run(shell, script, cwd);
        const { commands } = readScript(script);
        const strange = calls.filter((call) => !commands.some((command) => canBe(command, call)));
        expect({
          script,
          strange,
          errors: errors.match(/.*(not found|No such file|cannot|denied).*/g),
        }).toEqual({ script, strange: [], errors: null });
        expect(readdirSync(cwd)).toEqual([]);
      }
    } finally {
      rmSync(cwd, { recursive: true, force: true });
    }
  });
});
