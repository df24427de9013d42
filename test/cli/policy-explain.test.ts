import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { run } from './running.ts';

const POLICY = `clusters:
  prod-eu: { aliases: [prod], defaultNamespace: shop }
  dev: { impersonate: {} }
people:
  sre: { slackUserGroup: S0SRE }
  payments: { slackUsers: [U0AAA], emails: ['*@payments.example.com'] }
images:
  busybox: { image: busybox:1.37 }
  netshoot: { image: netshoot:v0.14 }
rules:
  - name: payments
    match:
      clusters: [prod-eu]
      namespaces: [payments]
      podLabels: { tier: backend }
      workloads: ['Deployment/api-*']
      when: now.getHours() < 4 || requester.name == "Ann"
    requesters: [payments, sre]
    images: [busybox]
    profiles: [restricted, baseline]
    commands: { allow: ['ps *'], refuse: ['rm **'] }
    approvals: [{ from: [sre] }, { from: [payments] }]
    requireReason: [ask]
    breakGlass: { requesters: [sre], announce: C0SECURITY }
  - name: dev
    match: { clusters: [dev] }
    requesters: [payments, sre]
    images: [netshoot]
    approvals: []
  - name: dev again
    match: { clusters: [dev] }
    requesters: [payments, sre]
    images: [netshoot]
    approvals: []
`;

let folder: string;
let file: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keyhole-test-'));
  file = join(folder, 'policy.yaml');
  await writeFile(file, POLICY);
});

afterAll(() => rm(folder, { recursive: true }));

async function explain(...args: string[]) {
  const { code, said, complained } = await run(['policy', 'explain', file, ...args]);
  return { code, text: said.join('\n'), complained: complained.join('\n') };
}

const IN_PAYMENTS = [
  '--cluster',
  'prod',
  '-n',
  'payments',
  '--pod-label',
  'tier=backend',
  '--workload',
  'Deployment/api-eu',
];

describe('an ask that is allowed', () => {
  test('is told rule by rule, with what the rule gives, and exit code 0', async () => {
    const { code, text } = await explain(
      '--as',
      'ann@payments.example.com',
      ...IN_PAYMENTS,
      '--reason',
      'it is slow',
      '--',
      'ps',
      'aux',
    );
    expect(code).toBe(0);
    expect(text)
      .toBe(`ann@payments.example.com asks in prod-eu, namespace payments: /debug pod any --cluster prod -n payments --reason "it is slow" -- ps aux

1. payments: decides
   ✓ cluster, namespace, requester, pod labels, workload, image, profile, when, command, reason

2. dev: does not fit
   ✓ namespace, requester, image, profile
   ✗ cluster: the rule is for the cluster dev

3. dev again: does not fit
   ✓ namespace, requester, image, profile
   ✗ cluster: the rule is for the cluster dev

Allowed by "payments".
   approvals   1 of sre, and 1 of payments
   reasons     wanted to ask
   image       busybox (busybox:1.37)
   profile     restricted (the rule has baseline, too)
   limits      pending 15m, unused 10m, session 15m, command 1m, output 1MB`);
  });

  test('is decided by the first rule that fits', async () => {
    const { code, text } = await explain('--as', 'U0AAA', '--as', 'x@example.com', '--cluster', 'dev');
    expect(code).toBe(0);
    expect(text).toMatch(/2\. dev: decides[\s\S]*3\. dev again: would fit, but one before it decides/);
    expect(text).toContain('nobody needs to approve');
  });

  test('in an emergency says who reviews it afterwards', async () => {
    const { code, text } = await explain(
      '--as',
      'U0SRE',
      '--in',
      'sre',
      ...IN_PAYMENTS,
      '--break-glass',
      '--reason',
      'down',
      '--',
      'ps',
      'aux',
    );
    expect(code).toBe(0);
    expect(text).toContain(
      'break-glass told in C0SECURITY, reviewed afterwards by 1 of sre, and 1 of payments',
    );
  });
});

describe('an ask that is refused', () => {
  test('says what each rule has against it, and exit code 1', async () => {
    const { code, text } = await explain(
      '--as',
      'ann@payments.example.com',
      ...IN_PAYMENTS,
      '--at',
      '2026-11-22T12:00:00+01:00',
      '--',
      'rm',
      '-rf',
      '/',
    );
    expect(code).toBe(1);
    expect(text).toContain('✗ when: the rule holds only where');
    expect(text).toContain('✗ command: the rule lets `rm -rf /` run for nobody');
    expect(text).toContain('✗ reason: the rule wants a reason: add --reason "…"');
    expect(text).toMatch(/\nRefused\. No rule of the policy allows this\. The nearest rule, "payments", /);
  });

  test.each([
    [
      'what user groups they are in',
      ['--as', 'U0NEW'],
      'requester: the rule is for requests by payments, sre, and Slack did not tell who is in sre',
    ],
    [
      'what labels the pod has',
      ['--as', 'U0AAA', '--workload', 'Deployment/api-eu'],
      'pod labels: the rule is for pods with the label tier=backend',
    ],
  ])('as nobody said %s is told so, and how to say it', async (_what, who, sentence) => {
    const place = who.includes('U0NEW') ? IN_PAYMENTS : ['--cluster', 'prod', '-n', 'payments'];
    const { code, text } = await explain(...who, ...place, '--reason', 'x');
    expect(code).toBe(1);
    expect(text).toContain('1. payments: cannot be told, so nothing is allowed');
    expect(text).toContain(`? ${sentence}`);
    expect(text).toContain('add --in, --pod-label or --namespace-label ("none" for none)');
  });

  test('as they are in no user group, and the pod has no label, lacks both', async () => {
    const { text } = await explain(
      '--as',
      'U0NEW',
      '--in',
      'none',
      '--pod-label',
      'none',
      '--cluster',
      'prod',
      '-n',
      'payments',
    );
    expect(text).toContain('✗ requester');
    expect(text).toContain('✗ pod labels');
    expect(text).not.toContain('?');
  });

  test('by the identity that the cluster is to see', async () => {
    const { code, text } = await explain('--as', 'U0AAA', '--cluster', 'dev');
    expect(code).toBe(1);
    expect(text).toContain('Refused. In dev you act as the address in your Slack profile, and it shows none');
  });

  test('by an image that the policy has not', async () => {
    const { code, text } = await explain('--as', 'U0AAA', '--cluster', 'dev', '--image', 'busibox');
    expect(code).toBe(1);
    expect(text).toContain('The image busibox is not in the policy. Did you mean busybox?');
  });
});

describe('what the ask says of the pod', () => {
  test.each([
    [['deploy/api-eu'], '✓ cluster, namespace, requester, pod labels, workload'],
    [['--workload=Deployment/web'], '✗ workload'],
    [['--workload', 'StatefulSet/api-eu'], '✗ workload'],
    [['sts/api-eu'], '✗ workload'],
  ])('%j', async (pod, line) => {
    const { text } = await explain(
      '--as',
      'U0AAA',
      '--cluster',
      'prod',
      '-n',
      'payments',
      '--pod-label',
      'tier=backend',
      ...pod,
    );
    expect(text).toContain(line);
  });

  test('one argument after the dashes is the command as one would type it in Slack', async () => {
    const { text } = await explain(
      '--as',
      'U0AAA',
      ...IN_PAYMENTS,
      '--reason',
      'x',
      '--',
      'ps aux | rm -rf /',
    );
    expect(text).toContain('✗ command: the rule lets `rm -rf /` run for nobody');
    const words = await explain(
      '--as',
      'U0AAA',
      ...IN_PAYMENTS,
      '--reason',
      'x',
      '--',
      'ps',
      '|',
      'rm -rf /',
    );
    expect(words.text).not.toContain('✗ command');
  });

  test('--name is what Slack shows', async () => {
    const at = ['--at', '2026-11-22T12:00:00Z'];
    expect((await explain('--as', 'U0AAA', ...IN_PAYMENTS, ...at)).text).toContain('✗ when');
    expect((await explain('--as', 'U0AAA', '--name', 'Ann', ...IN_PAYMENTS, ...at)).text).not.toContain(
      '✗ when',
    );
  });
});

describe('bad usage is told in a sentence, with exit code 2:', () => {
  test.each([
    [[], 'Say who asks: --as'],
    [['--as', 'bob'], '--as bob is neither an address nor a Slack id'],
    [['--as', 'a@b.example', '--as', 'c@d.example'], 'Say who asks'],
    [['--as'], '--as needs a value'],
    [['--as='], '--as needs a value'],
    [['--as', 'U0AAA', '--at', 'noon'], '--at noon is no time with its zone'],
    [['--as', 'U0AAA', '--at', '2026-11-22T03:00:00'], 'no time with its zone'],
    [['--as', 'U0AAA', '--at', '2026-13-22T03:00:00Z'], 'no time with its zone'],
    [['--as', 'U0AAA', '--pod-label', 'tier'], '--pod-label tier is no label'],
    [['--as', 'U0AAA', '--namespace-label', '=x'], '--namespace-label =x is no label'],
    [['--as', 'U0AAA', '--workload', 'api'], '--workload api is none'],
    [['--as', 'U0AAA', '--pod', 'a', '--pod', 'b'], '--pod is there twice'],
    [
      ['--as', 'U0AAA', '--in', 'payments', '--cluster', 'dev'],
      'payments is neither the id of a Slack user group nor',
    ],
    [['--as', 'U0AAA'], 'Which cluster? Write --cluster with one of prod-eu, dev.'],
    [['--as', 'U0AAA', '--cluster', 'stage'], 'The policy has no cluster stage'],
    [['--as', 'U0AAA', '--cluster', 'dev', '--imge', 'x'], 'Did you mean --image?'],
    [['--as', 'U0AAA', '--pod-lable', 'a=b'], "I don't know the flag --pod-lable. Did you mean --pod-label?"],
    [['--as', 'U0AAA', '--cluster', 'dev', '--break-glass'], '--break-glass starts without an approval'],
    [['--as', 'U0AAA', '--cluster', 'dev', '--'], 'There is no command after'],
    [['--as', 'U0AAA', 'status', '7k3m9p2qrs'], 'This asks for no container'],
  ])('%j', async (args, sentence) => {
    const { code, text, complained } = await explain(...args);
    expect({ code, text }).toEqual({ code: 2, text: '' });
    expect(complained).toContain(sentence);
    expect(complained).toContain('`keyhole policy --help`');
  });
});

describe('the file', () => {
  test('may be the one that KEYHOLE_POLICY names', async () => {
    const args = ['policy', 'explain', '--as', 'U0AAA', '--as', 'a@b.example', '--cluster', 'dev'];
    expect((await run(args, file)).code).toBe(0);
    const none = await run(args);
    expect(none).toMatchObject({ code: 2, said: [] });
    expect(none.complained[0]).toContain('Which policy?');
  });

  test('with problems is told as by check', async () => {
    const bad = join(folder, 'bad.yaml');
    await writeFile(bad, POLICY.replace('requesters', 'requestrs'));
    expect(await run(['policy', 'explain', bad, '--as', 'U0AAA'])).toMatchObject({
      code: 1,
      said: [
        expect.stringMatching(/bad\.yaml:11:5: rules\.0\.requesters: is missing$/),
        expect.stringContaining('did you mean "requesters"?'),
      ],
      complained: [`${bad} has 2 problems: Keyhole would not take it.`],
    });
    expect((await run(['policy', 'explain', join(folder, 'nothing.yaml'), '--as', 'U0AAA'])).code).toBe(2);
  });
});

test('marks are coloured on a terminal, and nowhere else', async () => {
  const args = ['policy', 'explain', file, '--as', 'U0AAA', '--cluster', 'dev'];
  expect((await run(args, undefined, true)).said.join('\n')).toContain('\u001B[31m✗\u001B[39m cluster');
  expect((await run(args)).said.join('\n')).not.toContain('\u001B');
});
