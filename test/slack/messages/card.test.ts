import { describe, expect, test } from '@jest/globals';
import type { DebugContainer } from '../../../src/domain/debug-container.ts';
import type { Plan } from '../../../src/domain/plan.ts';
import type { Event, Request } from '../../../src/domain/request.ts';
import { card } from '../../../src/slack/messages/card.ts';
import {
  after,
  APPROVED,
  ASKED,
  BOB,
  CAROL,
  LEASE,
  prepared,
  reviewed,
  RUNNING,
} from '../../helpers/request.ts';
import { FULL_PLAN, FULL_REQUEST } from './full-request.ts';
import { read, shown } from './shown.ts';

const exited = (code: number): Event => ({
  type: 'run-ended',
  run: 0,
  lease: LEASE,
  verdict: { kind: 'exited', code },
  output: { bytes: 3, cutBytes: 0, redactions: 0 },
  tookMs: 1_400,
});

const buttonsOf = (request: Request) =>
  [...shown(card(request)).matchAll(/"action_id":"keyhole-([\w-]+)"/g)].map((match) => match[1]);
const textOf = (plan: Partial<Plan>, also: Partial<Request> = {}) =>
  read(card({ ...FULL_REQUEST, ...also, plan: { ...FULL_PLAN, ...plan } }));
const withContainer = (container: Partial<DebugContainer>) =>
  textOf({ container: { ...FULL_PLAN.container, ...container } });

describe('the card', () => {
  test.each([
    ['pending', after(ASKED, prepared()), ['approve', 'deny', 'cancel'], 'Waiting for approval'],
    ['approved', after(...APPROVED), ['cancel'], 'Approved'],
    ['starting', after(...APPROVED, { type: 'starting', lease: LEASE }), ['end'], 'adding the container'],
    ['running', after(...RUNNING), ['end'], 'Running'],
    [
      'completed',
      after(...RUNNING, exited(0), { type: 'ended', outcome: 'completed' }),
      [],
      'Completed, exit code 0',
    ],
    [
      'killed',
      after(...RUNNING, exited(137), { type: 'ended', outcome: 'completed' }),
      [],
      'exit code 137 (signal 9)',
    ],
    ['denied', after(ASKED, prepared(), reviewed(CAROL, 'deny')), [], 'Denied'],
    ['timed out', after(...RUNNING, { type: 'ended', outcome: 'timed-out' }), [], 'Timed out'],
    ['interrupted', after(...RUNNING, { type: 'ended', outcome: 'interrupted' }), [], 'outcome is unknown'],
  ])('%s: says so and has only buttons that do something', (_state, request, buttons, text) => {
    expect(buttonsOf(request)).toEqual(buttons);
    expect(shown(card(request))).toContain(text);
  });

  test('names whoever decided and when, for ever', () => {
    const ended = after(...RUNNING, exited(0), { type: 'ended', outcome: 'completed' });
    expect(shown(card(ended))).toMatch(/approved by <@U0BOB> <!date\^0\^/);
    expect(shown(card(after(ASKED, prepared(), reviewed(BOB, 'deny'))))).toContain('denied by <@U0BOB>');
  });

  test('is not there before there is something to review', () => {
    expect(card(after(ASKED))).toBeUndefined();
  });

  test('a name that the cluster gives can neither draw lines of its own nor push the policy off the card', () => {
    const owner = `X\n*Rule*  approved by security ${'x'.repeat(5_000)}`;
    const plan = { ...FULL_PLAN, pod: { ...FULL_PLAN.pod, owner } };
    const texts = (card({ ...FULL_REQUEST, plan })?.blocks ?? []).flatMap((block) =>
      block.type === 'section' && block.text ? [block.text.text] : [],
    );
    expect(texts.filter((text) => /^\*Rule\*/m.test(text))).toEqual([
      expect.stringMatching(/^\*Rule\* {2}on-call/m),
    ]);
  });
});

describe('the card shows all that is approved', () => {
  test.each([
    ['whom it is about', 'Deployment api'],
    ['what runs as its own process', 'tcpdump -i eth0 -c 50 "port 5432"'],
    ['that it is its own process', "the container's own process"],
    ['the image and enough of its digest', 'netshoot@sha256:1487d0af5f52…'],
    ['the pull policy', 'pull `Always`'],
    ['a profile of the policy, and what it changes', 'packet-capture` (netadmin, changed by the policy)'],
    ['the rights of such a profile', 'no privilege escalation · adds NET_ADMIN · drops ALL'],
    ['the ids', 'uid 1000 · gid 2000'],
    ['whom the cluster sees', 'in the cluster as `alice@acme.example` (debuggers, on-call)'],
    ['the limit as asked', 'followed for 2 min'],
    ['the environment', '  PGHOST=db.shop.svc\n'],
    ['an environment value with blanks', "  PGAPPNAME='debug by alice, not the app'\n"],
    ['a mount', '  /var/lib/api from data (rw)\n'],
    ['a read-only mount', '  /etc/api from config (ro)\n'],
    ['the directory that it starts in', 'Working directory:\n  /var/lib/api'],
    ['what else to know', 'was picked of 3 pods'],
    ['what the profile gives', "read and change the pod's network traffic"],
  ])('%s', (_what, text) => {
    expect(textOf({})).toContain(text);
  });

  test('but nothing that Keyhole sets for itself, and no heading of nothing', () => {
    expect(textOf({})).not.toContain('KEYHOLE_REQUEST');
    const {
      env: _env,
      volumeMounts: _mounts,
      workingDir: _dir,
      securityContext: _rights,
      ...bare
    } = FULL_PLAN.container;
    const { actAs: _actAs, ...plan } = FULL_PLAN;
    const text = read(card({ ...FULL_REQUEST, plan: { ...plan, container: bare } }));
    expect(text).not.toMatch(/Environment|Mounts|Working directory|^As /m);
  });

  test("the image's own entrypoint has no command to show", () => {
    const { command: _none, ...container } = FULL_PLAN.container;
    const text = textOf({ container, runs: [{ title: 'entrypoint', text: 'NEVER', argv: [] }] });
    expect(text).toContain("runs the image's own entrypoint.");
    expect(text).not.toContain('NEVER');
  });

  test('a container that is used again, and that it goes on', () => {
    const plan = { ...FULL_PLAN, mode: 'exec' as const, reused: true };
    expect(textOf(plan)).toContain(
      'to use `keyhole-8k2m4p6q9x`, the debug container of an earlier request, and run one command',
    );
    expect(shown(card({ ...FULL_REQUEST, state: 'active', plan }))).toContain('The container goes on');
  });

  test.each([
    ['a line of its own', 'x\nPGHOST=other', String.raw`PGAPPNAME="x\nPGHOST=other"`],
    ['a reordered text', 'x\u202Ey', String.raw`PGAPPNAME="x\u{202e}y"`],
    ['quotes', `it's "so"`, String.raw`PGAPPNAME="it's \"so\""`],
    ['nothing', '', "PGAPPNAME=''"],
  ])('no value can hide what it holds: %s', (_what, value, text) => {
    expect(withContainer({ env: [{ name: 'PGAPPNAME', value }] })).toContain(`  ${text}\n`);
  });

  test('a command cannot be reordered either', () => {
    const runs = [{ title: 'x', text: 'echo \u202Egniht-yna', argv: [] }];
    expect(textOf({ runs })).toContain(String.raw`echo \u{202e}gniht-yna`);
  });

  test.each([
    ['privileged', { privileged: true }, 'can do anything on the node'],
    ['SYS_ADMIN', { capabilities: { add: ['SYS_ADMIN'] } }, 'reach beyond its container'],
    ['NET_RAW', { capabilities: { add: ['NET_RAW'] } }, 'network traffic'],
  ])('it warns of what %s gives, whatever the profile is called', (_right, securityContext, text) => {
    expect(withContainer({ securityContext })).toContain(text);
  });

  test('it does not warn of rights that nobody gets', () => {
    expect(withContainer({ securityContext: { capabilities: { drop: ['NET_RAW'] } } })).not.toContain(
      'network traffic',
    );
  });
});

describe('what no card can show', () => {
  const env = Array.from({ length: 80 }, (_, index) => ({ name: `V${index}`, value: 'x'.repeat(60) }));

  test('cannot be approved, and the card says why', () => {
    const request = { ...FULL_REQUEST, plan: { ...FULL_PLAN, container: { ...FULL_PLAN.container, env } } };
    expect(buttonsOf(request)).toEqual(['deny', 'cancel', 'choose-0']);
    expect(read(card(request))).toMatch(/The environment and the volume mounts take \d+ characters/);
  });

  test('what just fits can', () => {
    const request = {
      ...FULL_REQUEST,
      plan: { ...FULL_PLAN, container: { ...FULL_PLAN.container, env: env.slice(0, 50) } },
    };
    expect(buttonsOf(request)).toContain('approve');
    expect(read(card(request))).toContain('V49=xxx');
  });
});

describe('choices on a card', () => {
  test("are buttons while it is pending, told to be the requester's", () => {
    expect(buttonsOf(FULL_REQUEST)).toEqual(['approve', 'deny', 'cancel', 'choose-0']);
    expect(shown(card(FULL_REQUEST))).toContain('Or, if <@U0ALICE> wants it so instead:');
    expect(shown(card(FULL_REQUEST))).toContain('"value":"8k2m4p6q9x 0"');
  });

  test('are gone when it is approved', () => {
    expect(buttonsOf({ ...FULL_REQUEST, state: 'approved' })).toEqual(['cancel']);
  });

  test('an entrypoint that runs can be left, which does not end it', () => {
    expect(shown(card({ ...FULL_REQUEST, state: 'active' }))).toContain(
      'the process may go on until it ends itself',
    );
  });
});
