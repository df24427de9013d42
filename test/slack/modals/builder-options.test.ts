import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { suggestedOptions } from '../../../src/sandbox/slack/block-kit/elements.ts';
import {
  onlySaying,
  option,
  options,
  type Suggestions,
  targetOption,
  targetSuggestions,
} from '../../../src/slack/modals/builder-options.ts';
import { listedPod } from '../builder/listed-pod.ts';
import { hostile } from '../messages/hostile.ts';

const shown = (suggestions: Suggestions) =>
  ('options' in suggestions
    ? suggestions.options
    : suggestions.option_groups.flatMap((group) => group.options)
  ).map(({ value, description }) => [value, description?.text]);
const values = (suggestions: Suggestions) => shown(suggestions).map(([value]) => value);
const all = (...pods: Parameters<typeof listedPod>[]) => ({
  pods: pods.map((each) => listedPod(...each)),
  cut: false,
});

describe('what is offered for a query', () => {
  test('are workloads, then pods with how they stand', () => {
    const failing = { ready: false, restarts: 1, phase: 'Pending' };
    const pods = all(['api-1', { restarts: 12 }], ['api-2'], ['api-0', failing]);
    expect(shown(targetSuggestions(pods, '', []))).toEqual([
      ['deployment/api', '3 pods, 2 ready'],
      ['pod/api-0', 'Pending, not ready, 1 restart'],
      ['pod/api-1', 'Running, ready, 12 restarts'],
      ['pod/api-2', 'Running, ready, no restarts'],
    ]);
  });

  test('fit it anywhere in their names, in any case', () => {
    const pods = all(
      ['api-1'],
      ['cart-0', { pod: { ...listedPod('cart-0').pod, owner: 'StatefulSet cart' } }],
    );
    expect(values(targetSuggestions(pods, ' ART ', []))).toEqual(['statefulset/cart', 'pod/cart-0']);
    expect(targetSuggestions(pods, 'nothing', [])).toEqual({ options: [] });
  });

  test('begin with those of the message', () => {
    const pods = all(['api-1', { ready: false }], ['api-2']);
    expect(values(targetSuggestions(pods, 'api-', ['api-2', 'gone-1']))).toEqual(['pod/api-2', 'pod/api-1']);
  });

  test('no workload of a kind that cannot be asked for, and none of a bare pod', () => {
    const { owner: _none, ...bare } = listedPod('bare').pod;
    const owned = { ...bare, name: 'other', owner: 'Rollout api' };
    expect(
      values(targetSuggestions(all(['bare', { pod: bare }], ['other', { pod: owned }]), '', [])),
    ).toEqual(['pod/bare', 'pod/other']);
  });

  test('what was typed, too, where the list is cut', () => {
    const pods = { ...all(['api-1']), cut: true };
    expect(values(targetSuggestions(pods, 'zzz', []))).toEqual(['pod/zzz']);
    expect(values(targetSuggestions(pods, '', []))).toEqual(['deployment/api', 'pod/api-1']);
  });
});

describe('Slack accepts', () => {
  const accepted = (answer: Suggestions) => expect(suggestedOptions(answer, '')).toEqual([]);

  test('any names, and more of them than fit', () => {
    const many = Array.from({ length: 300 }, (_, index) =>
      listedPod(`pod-${index}-${'x'.repeat(index)}`, {
        pod: { ...listedPod('a').pod, name: `pod-${index}`, owner: `Deployment d${index}` },
      }),
    );
    const answer = targetSuggestions({ pods: many, cut: true }, 'd', []);
    accepted(answer);
    expect(shown(answer)).toHaveLength(100);
    fc.assert(
      fc.property(fc.array(hostile, { maxLength: 5 }), hostile, (names, text) => {
        const pods = names.map((name) =>
          listedPod(name, { phase: text, pod: { ...listedPod(name).pod, owner: `Deployment ${text}` } }),
        );
        accepted(targetSuggestions({ pods, cut: true }, text.slice(0, 3), []));
        accepted(onlySaying(text, text));
        accepted({ options: options(names) });
      }),
    );
  });

  test('a long name, whose end is what tells it from others', () => {
    const { text, value } = option(`pod/${'a'.repeat(200)}`, `${'a'.repeat(200)}-x2k4p`);
    expect([text.text.length, text.text.endsWith('-x2k4p'), value?.length]).toEqual([75, true, 150]);
    expect(targetOption('pod/api-0').text.text).toBe('api-0');
    expect(targetOption('deployment/api').text.text).toBe('deployment/api');
  });
});
