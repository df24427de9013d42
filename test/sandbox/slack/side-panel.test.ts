import { describe, expect, test } from '@jest/globals';
import type { PanelPlace, PanelSection } from '../../../src/sandbox/slack/side-panel.ts';
import { slackForTest, stopAfterTest } from './support.ts';

/** What the panel's stream tells, one event after another. */
async function follow(url: string): Promise<() => Promise<unknown>> {
  const cut = new AbortController();
  const response = await fetch(url, { signal: cut.signal });
  expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/);
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  stopAfterTest({ stop: async () => cut.abort() });
  let buffered = '';
  return async () => {
    for (;;) {
      const event = /^(?::.*\n\n)*data: (.*)\n\n/.exec(buffered);
      if (event) {
        buffered = buffered.slice(event[0].length);
        return JSON.parse(event[1] ?? '');
      }
      const chunk = await reader?.read();
      if (!chunk || chunk.done) return 'ended';
      buffered += chunk.value;
    }
  };
}

const section = (title: string): PanelSection => ({ title, about: 'a test', groups: [] });

describe('the panel’s stream', () => {
  test('tells everything at first, then only what differs, of the place that was asked about', async () => {
    let title = 'one';
    let reads = 0;
    const places: PanelPlace[] = [];
    const panel = {
      title: 'Underneath',
      read: async (place: PanelPlace) => {
        places.push(place);
        reads += 1;
        if (reads === 3) title = 'two';
        return [section(title)];
      },
    };
    const slack = await slackForTest({ panel });
    const next = await follow(`${slack.url}/sandbox/api/panel/events?channel=C0INCIDENT&thread=1.2`);
    expect(await next()).toEqual({ sections: [section('one')] });
    expect(await next()).toEqual({ sections: [section('two')] });
    expect(reads).toBe(3);
    expect(places[0]).toEqual({ channel: 'C0INCIDENT', threadTs: '1.2' });
    await slack.stop();
    expect(await next()).toBe('ended');
  });

  test('says so when it cannot be read, and goes on when it can', async () => {
    const failures: unknown[] = [];
    const panel = {
      title: 'Underneath',
      read: async () => {
        if (failures.length === 0) throw new Error('no Redis');
        return [section('back')];
      },
    };
    const slack = await slackForTest({ panel, onError: (error) => failures.push(error) });
    const next = await follow(`${slack.url}/sandbox/api/panel/events?channel=C0INCIDENT`);
    expect(await next()).toEqual({ sentence: expect.stringContaining('could not be read') });
    expect(await next()).toEqual({ sections: [section('back')] });
    expect(failures).toMatchObject([{ message: 'no Redis' }]);
  });

  test('wants a channel', async () => {
    const slack = await slackForTest({ panel: { title: 'Underneath', read: async () => [] } });
    expect((await fetch(`${slack.url}/sandbox/api/panel/events`)).status).toBe(400);
    const workspace = await (await fetch(`${slack.url}/sandbox/api/workspace`)).json();
    expect(workspace).toMatchObject({ panel: { title: 'Underneath' } });
  });

  test('is not there where nobody fills it', async () => {
    const slack = await slackForTest();
    expect((await fetch(`${slack.url}/sandbox/api/panel/events?channel=C0INCIDENT`)).status).toBe(404);
    expect(await (await fetch(`${slack.url}/sandbox/api/workspace`)).json()).not.toHaveProperty('panel');
  });
});
