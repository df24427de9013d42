import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { addDebugContainer, jsonType, messageIn, reasonIn, runningPod } from './pods.ts';
import type { PodBody } from './pods.ts';
import { openSubject } from './subject.ts';
import type { Subject } from './subject.ts';
import type { Answer } from './wire.ts';

let subject: Subject;
let namespace: string;
let pod: PodBody;

beforeAll(async () => {
  subject = await openSubject();
  namespace = subject.namespaces.free;
  pod = await runningPod(subject, 'told-of');
  await addDebugContainer(subject, namespace, 'told-of', { name: 'writer', command: ['sleep', '300'] });
});

afterAll(() => subject?.close());

describe('events on a pod', () => {
  const eventsPath = (): string => `/api/v1/namespaces/${namespace}/events`;

  const event = (name: string, more: object = {}, involved: object = {}): object => ({
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name, namespace },
    involvedObject: {
      apiVersion: 'v1',
      kind: 'Pod',
      name: 'told-of',
      namespace,
      uid: pod.metadata.uid,
      ...involved,
    },
    reason: 'ContractTested',
    message: 'An event of the contract suite.',
    type: 'Normal',
    eventTime: new Date().toISOString().replace('Z', '000Z'),
    action: 'Test',
    reportingComponent: 'keyhole.example/contract',
    reportingInstance: 'contract-0',
    ...more,
  });

  const write = (body: object): Promise<Answer> => subject.wire.request('POST', eventsPath(), body, jsonType);

  test('are written, and found by the object', async () => {
    expect((await write(event('told-of.found'))).status).toBe(201);
    const selector = encodeURIComponent('involvedObject.name=told-of,reason=ContractTested');
    const { body } = await subject.wire.request('GET', `${eventsPath()}?fieldSelector=${selector}`);
    const items = (body as { items: { metadata: { name: string } }[] }).items;
    expect(items.map(({ metadata }) => metadata.name)).toContain('told-of.found');
  });

  test('of the same name are one: the second is 409', async () => {
    await write(event('told-of.once'));
    const answer = await write(event('told-of.once'));
    expect([answer.status, reasonIn(answer)]).toEqual([409, 'AlreadyExists']);
  });

  test('of one container of the pod are found by it', async () => {
    const fieldPath = 'spec.ephemeralContainers{writer}';
    const source = { component: 'keyhole-contract' };
    const written = await write(event('told-of.of-a-container', { source }, { fieldPath }));
    expect(written).toMatchObject({ status: 201, body: { involvedObject: { fieldPath }, source } });
    const selector = encodeURIComponent(`involvedObject.fieldPath=${fieldPath},reason=ContractTested`);
    const { body } = await subject.wire.request('GET', `${eventsPath()}?fieldSelector=${selector}`);
    const items = (body as { items: { metadata: { name: string } }[] }).items;
    expect(items.map(({ metadata }) => metadata.name)).toEqual(['told-of.of-a-container']);
  });

  const old = { eventTime: null, action: '', reportingComponent: '', reportingInstance: '' };

  test.each([
    ['an object of another namespace, without a time of its own', old, { namespace: 'default' }, 'default'],
    ['an object of no namespace', {}, { namespace: '' }, ''],
  ])('about %s are refused', async (_what, more, involved, named) => {
    const answer = await write(event('told-of.elsewhere', more, involved));
    expect([answer.status, messageIn(answer)]).toEqual([
      422,
      `Event "told-of.elsewhere" is invalid: involvedObject.namespace: Invalid value: "${named}": does not match event.namespace`,
    ]);
  });

  test.each([
    ['about an object of another namespace', {}, { namespace: 'default' }],
    ['of another type', { type: 'Odd' }, {}],
    ['about an object of a kind that nobody has', {}, { kind: 'Odd', apiVersion: 'odd.example/v1' }],
    ['of the old shape, of any length', { ...old, message: 'x'.repeat(2000), reason: 'y'.repeat(200) }, {}],
  ])('%s are taken', async (what, more, involved) => {
    const name = `told-of.${what.replaceAll(/[^a-z]+/g, '-')}`;
    expect((await write(event(name, more, involved))).status).toBe(201);
  });

  const notQualified =
    "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";

  test.each([
    [
      'a long message',
      { message: 'ü'.repeat(600) },
      'message: Invalid value: "": can have at most 1024 characters',
    ],
    [
      'a long reason',
      { reason: 'x'.repeat(129) },
      'reason: Invalid value: "": can have at most 128 characters',
    ],
    ['no action', { action: '' }, 'action: Required value'],
    [
      'an odd reporter',
      { reportingComponent: 'not so' },
      `reportingComponent: Invalid value: "not so": ${notQualified}`,
    ],
    [
      'no reporter',
      { reportingComponent: '' },
      `[reportingComponent: Required value, reportingComponent: Invalid value: "": name part must be non-empty, reportingComponent: Invalid value: "": ${notQualified}]`,
    ],
  ])('with %s are refused', async (_what, more, words) => {
    const answer = await write(event('told-of.odd', more));
    expect([answer.status, messageIn(answer)]).toEqual([422, `Event "told-of.odd" is invalid: ${words}`]);
  });

  test('whose time is not in microseconds are refused', async () => {
    const answer = await write(event('told-of.when', { eventTime: '2026-11-22T12:00:00.5Z' }));
    expect([answer.status, messageIn(answer)]).toEqual([
      400,
      'Event in version "v1" cannot be handled as a Event: parsing time "2026-11-22T12:00:00.5Z" as "2006-01-02T15:04:05.000000Z07:00": cannot parse ".5Z" as ".000000"',
    ]);
  });

  test('of the kubelet tell of a debug container', async () => {
    const selector = encodeURIComponent('involvedObject.name=told-of,reason=Started');
    const lines = await subject.wire.lines(
      `${eventsPath()}?watch=true&fieldSelector=${selector}`,
      (lines) => lines.some((line) => line.includes('ephemeralContainers{writer}')),
      { withinMs: subject.patienceMs },
    );
    expect(lines.join('\n')).toContain('spec.ephemeralContainers{writer}');
  });
});
