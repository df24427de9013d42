import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { checkView } from '../../../src/sandbox/slack/views/view-rules.ts';
import {
  type BuilderAbout,
  builderAboutOf,
  chosenIn,
  FIELDS,
  filledIn,
  type Filled,
} from '../../../src/slack/modals/builder-fields.ts';
import { type BuilderForm, builderForm, type Offer } from '../../../src/slack/modals/builder-form.ts';
import {
  builderPreview,
  nothingToPreview,
  previewOfWrong,
} from '../../../src/slack/modals/builder-preview.ts';
import { testPolicy } from '../../helpers/policy.ts';
import { ALICE, BOB } from '../../helpers/request.ts';
import { hostile } from '../messages/hostile.ts';

const ABOUT: BuilderAbout = {
  team: 'T0ACME',
  channel: 'C0INCIDENT',
  responseUrl: 'https://hooks.slack.com/commands/T0ACME/1/2',
  found: [],
  turn: 0,
};
const OFFER: Offer = {
  clusters: ['prod-eu', 'prod-us'],
  containers: ['app', 'sidecar'],
  images: ['busybox', 'netshoot'],
  profiles: ['general', 'restricted'],
  snippets: ['ps aux'],
  durations: ['5m', '15m'],
  wantsReason: false,
};
const form = (changes: Partial<BuilderForm> = {}) =>
  builderForm({
    about: ABOUT,
    filled: { cluster: 'prod-eu', namespace: 'shop' },
    offer: OFFER,
    preview: [],
    ...changes,
  });
const block = (id: string, changes: Partial<BuilderForm> = {}) =>
  form(changes).blocks.find((each) => each.block_id?.startsWith(`${id}-`));

describe('Slack accepts', () => {
  const ACCEPTED = { kind: 'accepted' };

  test('the form, whatever stands in it', () => {
    const names = fc.array(hostile, { maxLength: 120 });
    const offers = fc.record({
      clusters: names,
      containers: names,
      images: names,
      profiles: names,
      snippets: names,
      durations: names,
      wantsReason: fc.boolean(),
    });
    const filled = fc.record(Object.fromEntries(FIELDS.map((field) => [field, hostile])), {
      requiredKeys: [],
    }) as fc.Arbitrary<Filled>;
    fc.assert(
      fc.property(offers, filled, hostile, (offer, given, text) => {
        const { command: _long, reason: _longer, ...others } = given;
        const preview = [...previewOfWrong([text, text]), ...nothingToPreview(text)];
        expect(checkView(form({ offer, filled: others, preview }), 'modal')).toEqual(ACCEPTED);
      }),
    );
  });

  test('the longest command and reason that can be written into it', () => {
    const filled = { command: 'x'.repeat(2_500), reason: 'y'.repeat(500) };
    expect(checkView(form({ filled }), 'modal')).toEqual(ACCEPTED);
  });

  test('what it remembers of the longest names', () => {
    const about = { ...ABOUT, found: Array.from({ length: 5 }, () => 'a'.repeat(253)) };
    expect(checkView(form({ about }), 'modal')).toEqual(ACCEPTED);
    expect(builderAboutOf(form({ about }).private_metadata ?? '')).toEqual(about);
  });
});

describe('the form', () => {
  test('asks for a channel only where none is known', () => {
    const { channel: _here, responseUrl: _url, ...nowhere } = ABOUT;
    expect(block('channel')).toBeUndefined();
    expect(block('channel', { about: nowhere })).toMatchObject({
      element: { type: 'conversations_select', response_url_enabled: true },
    });
  });

  test('has no menu without choices', () => {
    const offer = { ...OFFER, clusters: [], containers: [], images: [], snippets: [] };
    for (const id of ['cluster', 'container', 'image', 'snippet'])
      expect([id, block(id, { offer })]).toEqual([id, undefined]);
  });

  test('keeps a choice as long as what it was made from stays, and forgets it else', () => {
    const id = (name: string, filled: Filled) => block(name, { filled })?.block_id;
    const shop = { cluster: 'prod-eu', namespace: 'shop' };
    expect(id('target', { ...shop, target: 'pod/a', reason: 'x' })).toBe(id('target', shop));
    expect(id('target', { ...shop, namespace: 'cart' })).not.toBe(id('target', shop));
    expect(id('namespace', { ...shop, namespace: 'cart' })).toBe(id('namespace', shop));
    expect(id('namespace', { ...shop, cluster: 'prod-us' })).not.toBe(id('namespace', shop));
    expect(id('container', { ...shop, target: 'pod/b' })).not.toBe(id('container', shop));
    expect(block('command', { about: { ...ABOUT, turn: 1 } })?.block_id).toBe('command-1');
  });

  test('wants a reason where the rule does', () => {
    expect(block('reason')).toMatchObject({ optional: true });
    expect(block('reason', { offer: { ...OFFER, wantsReason: true } })).toMatchObject({ optional: false });
  });
});

test.each(['', 'nonsense', 'null', '{}', '{"team":1}'])('%j is nothing that Keyhole wrote', (metadata) => {
  expect(builderAboutOf(metadata)).toBeUndefined();
});

test('what is filled in is read with the block where it stands', () => {
  const values = {
    'image-1': { 'keyhole-builder-image': { selected_option: { value: 'busybox' } } },
    'command-2': { 'keyhole-builder-command': { value: ' ps ' } },
    'reason-1': { 'keyhole-builder-reason': { value: null } },
    'channel-1': { 'keyhole-builder-channel': { selected_conversation: 'C1' } },
    words: { 'keyhole-words': { value: 'of another form' } },
  };
  expect(filledIn(values)).toEqual({
    filled: { image: 'busybox', command: 'ps', channel: 'C1' },
    blocks: { image: 'image-1', command: 'command-2', reason: 'reason-1', channel: 'channel-1' },
  });
});

test('what the form has chosen can be read from how it was shown', () => {
  const filled = { cluster: 'prod-eu', namespace: 'shop', target: 'pod/api-0', image: 'busybox' };
  expect(chosenIn(form({ filled }).blocks)).toEqual(filled);
  expect(
    chosenIn([null, 1, {}, { element: { action_id: 'other', initial_option: { value: 'x' } } }]),
  ).toEqual({});
});

describe('the preview', () => {
  const question = { requester: ALICE, cluster: 'sandbox', namespace: 'shop', at: 0 };
  const told = (...args: Parameters<typeof builderPreview>) => JSON.stringify(builderPreview(...args));

  test('says the rule, what runs and who is asked', () => {
    const command = { text: 'ps aux', argv: ['ps', 'aux'] };
    expect(told(testPolicy(), { ...question, command })).toMatch(
      /\*Rule\* {2}shop.*\*Runs\* {2}`ps aux`.*\*Asks\* {2}1 of sre \(<@U0BOB>, all of sre\).*15 min in all/,
    );
    expect(told(testPolicy(), question)).toContain('a first look');
    expect(told(testPolicy({ approvals: [] }), question)).toContain('nobody: it starts at once');
  });

  test('does not call on the requester, unless they may approve themselves', () => {
    expect(told(testPolicy(), { ...question, requester: BOB })).not.toContain('<@U0BOB>');
    expect(told(testPolicy({ selfApproval: true }), { ...question, requester: BOB })).toContain('<@U0BOB>');
  });

  test('says why not, and what is still to be looked up', () => {
    expect(told(testPolicy(), { ...question, namespace: 'bank' })).toContain('No rule of the policy');
    expect(told(testPolicy({ match: { podLabels: { tier: 'web' } } }), question)).toContain('looked up when');
    expect(told(testPolicy(), question)).not.toContain('looked up when');
  });
});
