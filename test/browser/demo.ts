import { afterAll, afterEach, beforeAll } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { type DemoWorld, startDemoWorld } from '../../src/demo/world.ts';
import { actAs } from '../../src/sandbox/slack/person-client.ts';
import { chromium } from './chromium.ts';

/** The world of the demo, running for all tests of a file. Nothing runs where there is no browser to look at it. */
export function demoForTests(): () => DemoWorld {
  let world: DemoWorld | undefined;
  const abort = new AbortController();
  beforeAll(async () => {
    if (chromium === undefined) return;
    const image = 'docker.io/library/busybox:latest';
    world = await startDemoWorld({ once: true, port: 0, image }, () => undefined, abort.signal);
  });
  // A modal stays open for its person, and would stand in the next test's way.
  afterEach(async () => {
    if (!world) return;
    for (const id of ['U0ALICE', 'U0BOB']) {
      const person = actAs(world.pageUrl, id);
      if (await person.modal()) await person.closeModal({ all: true });
    }
  });
  afterAll(() => world?.stop());
  return () => {
    if (!world) throw new Error('The demo runs only inside tests.');
    return world;
  };
}

/** What a person sees, in a page that may show several. */
export function columnOf(page: Page, name: 'Alice Kim' | 'Bob Reyes' | 'Carol Weiss'): Locator {
  return page.getByRole('region', { name: `What ${name} sees` });
}

/** The message of the channel that has this text; a reason of its own tells a test's card apart from the others. */
export function messageWith(column: Locator, text: string): Locator {
  return column
    .getByRole('list', { name: /^Messages in/ })
    .getByRole('listitem')
    .filter({ hasText: text });
}
