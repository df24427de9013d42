import type { SidePanel } from '../../sandbox/slack/side-panel.ts';
import { journalSection } from './journal-section.ts';
import type { Journals } from './journals.ts';
import { podsSection } from './pods-section.ts';
import type { WatchedPods } from './watched-pods.ts';

/** What the page shows beside the conversations: the journal of the open thread, and the cluster. */
export function underneath(pods: WatchedPods, journals: Journals): SidePanel {
  return {
    title: 'Underneath',
    read: async ({ channel, threadTs }) => {
      const journal = threadTs === undefined ? undefined : await journals.of(channel, threadTs);
      return [journalSection(journal), podsSection(pods.all(), pods.problem())];
    },
  };
}
