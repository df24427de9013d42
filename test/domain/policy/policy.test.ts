import { describe, expect, test } from '@jest/globals';
import { policyFrom } from '../../../src/domain/policy/policy.ts';
import { policyDocument, testPolicy } from '../../helpers/policy.ts';

function problems(document: unknown) {
  const reading = policyFrom(document);
  return reading.kind === 'invalid'
    ? reading.problems.map(({ path, message }) => `${path.join('.')}: ${message}`)
    : [];
}

describe('policyFrom', () => {
  test('reads durations as seconds and sizes as bytes', () => {
    expect(testPolicy().rules[0]?.limits).toEqual({
      pending: 900,
      unused: 600,
      session: 900,
      command: 60,
      output: 1_000_000,
    });
  });

  test('gives limits where none are written', () => {
    expect(testPolicy({ limits: undefined }).rules[0]?.limits.session).toBe(900);
  });

  test('reads a limit as a person types one in an ask', () => {
    expect(testPolicy({ limits: { session: '1h30m' } }).rules[0]?.limits.session).toBe(5_400);
  });

  test.each([
    [{ limits: { sesion: '5m' } }, 'sesion'],
    [{ limits: { session: '5' } }, 'write a duration'],
    [{ limits: { session: '1m', command: '2m' } }, 'is longer than the session'],
    [{ limits: { session: '13h' } }, 'more than the most allowed'],
    [{ limits: { session: '20m', extended: '15m' } }, 'is shorter than the session'],
    [{ limits: { extended: '13h' } }, 'more than the most allowed'],
    [{ limits: { output: '1GB' } }, 'write a size'],
    [{ requesters: ['nobody'] }, '"nobody" is not defined under people'],
    [{ images: ['nginx'] }, '"nginx" is not defined under images'],
    [{ approvals: [{ from: ['ghosts'] }] }, '"ghosts" is not defined under people'],
    [{ approvals: [{ from: [] }] }, 'rules.0.approvals.0.from'],
    [{ approvals: [{ from: ['sre'], count: 0 }] }, 'rules.0.approvals.0.count'],
    [{ approvals: undefined }, 'rules.0.approvals'],
    [{ profiles: ['root'] }, 'rules.0.profiles.0: "root" is not defined under profiles'],
    [{ profiles: ['constructor'] }, '"constructor" is not defined under profiles'],
    [{ volumes: 'yes' }, 'rules.0.volumes: must be true or false'],
    [{ denials: 0 }, 'rules.0.denials: must be at least 1'],
    [{ requireReason: ['asks'] }, 'rules.0.requireReason.0: "asks" cannot be chosen: did you mean "ask"?'],
    [{ match: { podLabels: {} } }, 'rules.0.match.podLabels: names no label'],
    [{ match: { namespaceLabels: { 'a b': 'c' } } }, 'rules.0.match.namespaceLabels.a b: is no name to give'],
    [
      { match: { podLabels: JSON.parse('{"tier":"web","__proto__":"x"}') as unknown } },
      'rules.0.match.podLabels.__proto__: is no label',
    ],
    [{ match: { workloads: ['api'] } }, 'rules.0.match.workloads.0: write a kind and a name'],
    [{ match: { when: 'pod.nme == "x"' } }, 'rules.0.match.when: is no condition in CEL: No such key: nme'],
    [{ match: { when: 'cluster' } }, 'rules.0.match.when: must be true or false, and this gives string'],
    [{ commands: { allow: [''] } }, 'rules.0.commands.allow.0: '],
    [{ commands: { refuse: ['rm | sh'] } }, 'rules.0.commands.refuse.0: '],
    [{ commands: { otherwise: 'deny' } }, 'rules.0.commands.otherwise: "deny" cannot be chosen'],
    [{ breakGlass: { requesters: ['sre'] } }, 'rules.0.breakGlass.announce: is missing'],
    [
      { breakGlass: { requesters: [], announce: 'C0' } },
      'rules.0.breakGlass.requesters: must have at least 1',
    ],
    [
      { breakGlass: { requesters: ['sri'], announce: '#security' } },
      'rules.0.breakGlass.requesters.0: "sri" is not defined under people: did you mean "sre"?',
    ],
    [{ breakGlass: { requesters: ['sre'], announce: '#security' } }, "a Slack channel's id begins with C"],
  ])('refuses %j', (changes, text) => {
    expect(problems(policyDocument(changes)).join('\n')).toContain(text);
  });

  test('refuses a group of people that is empty, and two rules of one name', () => {
    const document = policyDocument();
    const twice = {
      ...document,
      people: { ...document.people, none: {} },
      rules: [...document.rules, ...document.rules],
    };
    expect(problems(twice).join('\n')).toContain('names nobody');
    expect(problems({ ...twice, people: document.people }).join('\n')).toContain('names an earlier rule');
  });

  test('takes an image whose commands are its own process', () => {
    const images = (image: object) => ({ ...policyDocument({ images: ['tool'] }), images: { tool: image } });
    expect(problems(images({ image: 'tool', mode: 'entrypoint' }))).toEqual([]);
    expect(problems(images({ image: 'tool', mode: 'shell' })).join('\n')).toContain('images.tool.mode');
    expect(problems(images({ image: 'tool', mode: 'entrypoint', firstLook: ['id'] }))).toEqual([
      'images.tool.firstLook: cannot run in an image whose mode is entrypoint: leave one of them out',
    ]);
  });

  test.each([
    [['debuggers', 'team:shop'], undefined],
    [['system:masters'], 'clusters.sandbox.impersonate.groups.0: a group that begins with system: is not'],
    [['ok', 'system:'], 'clusters.sandbox.impersonate.groups.1'],
    [['a\r\nImpersonate-Uid: 1'], 'in ASCII'],
    [[''], 'in ASCII'],
  ])('of the groups %j to impersonate says %j', (groups, text) => {
    const clusters = { sandbox: { impersonate: { groups } } };
    const found = problems({ ...policyDocument(), clusters });
    if (text === undefined) expect(found).toEqual([]);
    else expect(found.join('\n')).toContain(text);
  });

  test.each<[object, string]>([
    [{ admins: ['ops'] }, 'admins.0: "ops" is not defined under people'],
    [{ fairUse: { openPerPerson: 0 } }, 'fairUse.openPerPerson: must be at least 1'],
    [{ fairUse: { coolDown: { lasts: '2' } } }, 'fairUse.coolDown.lasts: write a duration'],
    [{ people: { sre: { slackUserGroup: 'sre' } } }, "a Slack user group's id begins with S"],
    [{ people: { sre: { emails: ['@example.com'] } } }, 'people.sre.emails.0: write an address or a pattern'],
    [{ people: { sre: { emails: ['*@example.com '] } } }, 'write an address or a pattern'],
  ])('refuses %j', (others, text) => {
    expect(problems({ ...policyDocument(), ...others }).join('\n')).toContain(text);
  });

  test.each<[string, readonly string[]]>([
    ['9m59s', ['rules.0.breakGlass.remindEvery: is less than the least allowed, 10m']],
    ['10m', []],
    ['168h', []],
    ['168h1m', ['rules.0.breakGlass.remindEvery: is more than the most allowed, 168 hours']],
  ])('of a broken glass whose review is asked for every %s says %j', (remindEvery, said) => {
    const breakGlass = { requesters: ['sre'], announce: 'C0SEC', remindEvery };
    expect(problems(policyDocument({ breakGlass }))).toEqual(said);
  });

  test('gives what is not written the values that docs/policy.md tells', () => {
    const policy = testPolicy({ commands: {}, breakGlass: { requesters: ['sre'], announce: 'C0SEC' } });
    expect(policy.admins).toEqual([]);
    expect(policy.fairUse).toEqual({
      openPerPerson: 10,
      openPerPod: 5,
      coolDown: { denials: 3, within: 3600, lasts: 900 },
    });
    expect(policy.rules[0]).toMatchObject({
      denials: 1,
      requireReason: [],
      commands: { allow: [], review: [], refuse: [], otherwise: 'review' },
      breakGlass: { requesters: ['sre'], announce: 'C0SEC', remindEvery: 86_400 },
    });
  });

  test('refuses one alias for two clusters', () => {
    const document = policyDocument();
    const clusters = { ...document.clusters, dev: {} };
    expect(problems({ ...document, clusters }).join('\n')).toContain('names two clusters');
  });

  test.each([undefined, null, 7, 'x', [], {}])('refuses %j as a whole', (document) => {
    expect(policyFrom(document).kind).toBe('invalid');
  });
});
