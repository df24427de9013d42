import { describe, expect, test } from '@jest/globals';
import type { DebugContainer } from '../../../src/domain/container/debug-container.ts';
import type { Plan } from '../../../src/domain/request/plan.ts';
import type { Request } from '../../../src/domain/request/request.ts';
import { card } from '../../../src/slack/messages/card.ts';
import { FULL_PLAN, FULL_REQUEST } from './full-request.ts';
import { read, shown } from './shown.ts';

const textOf = (plan: Partial<Plan>, also: Partial<Request> = {}) =>
  read(card({ ...FULL_REQUEST, ...also, plan: { ...FULL_PLAN, ...plan } }));
const withContainer = (container: Partial<DebugContainer>) =>
  textOf({ container: { ...FULL_PLAN.container, ...container } });

describe('the card shows all that is approved', () => {
  test('warns of nothing that is only good to know', () => {
    expect(textOf({})).not.toContain(':warning: 3 pods of');
  });

  const builtIn = (name: 'general' | 'restricted', securityContext: DebugContainer['securityContext']) =>
    textOf({
      grant: { ...FULL_PLAN.grant, profile: { name, base: name } },
      container: { ...FULL_PLAN.container, ...(securityContext && { securityContext }) },
    });

  test('of a profile that is known from kubectl, what it adds', () => {
    expect(builtIn('general', { capabilities: { add: ['SYS_PTRACE'] } })).toContain('adds SYS_PTRACE');
    const rights = { runAsNonRoot: true, runAsUser: 7, capabilities: { drop: ['ALL'] } };
    expect(builtIn('restricted', rights)).toMatch(/^As {2}uid 7 · in the cluster/m);
  });

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
    ['what to know of the pod, beside where it is', 'worker-2`\n3 pods of Deployment api; this one'],
    ['what else to know', ':warning: Keyhole cannot end this process'],
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

  test('what a new container is to be called, where someone chose that', () => {
    const chosen = { ask: { ...FULL_REQUEST.ask, containerName: 'look' } };
    expect(textOf({}, chosen)).toContain('for a debug container called `look` ');
    const { command: _none, ...container } = FULL_PLAN.container;
    expect(textOf({ container }, chosen)).toContain('called `look` that runs the image');
    const { containerName: _chosen, ...ask } = FULL_REQUEST.ask;
    expect(textOf({}, { ask })).toMatch(/for a debug container (with|that)/);
  });

  test('a container that is used again, and that it goes on', () => {
    const plan = { ...FULL_PLAN, mode: 'exec' as const, reused: true };
    expect(textOf(plan)).toContain(
      'to use `keyhole-8k2m4p6q9x`, the debug container of an earlier request, and run one command',
    );
    expect(shown(card({ ...FULL_REQUEST, state: 'active', plan }))).toContain('The container goes on');
    // It is there already: nobody asks for a pull.
    expect(textOf(plan)).not.toContain('pull');
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
