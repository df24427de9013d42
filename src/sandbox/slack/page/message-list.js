/** A scrolling list of messages that follows the newest one, unless the reader has scrolled up. */
import { el, icon, keyed } from './dom.js';

const NEAR_BOTTOM_PX = 60;

export function makeMessageList({ label }) {
  const list = el('ol', { class: 'messages', 'aria-label': label });
  const jump = el(
    'button',
    { type: 'button', class: 'jump', hidden: true, onclick: () => toBottom() },
    icon('down'),
    'New messages',
  );
  const scroller = el('div', { class: 'scroller', tabindex: '0', role: 'region', 'aria-label': label }, list);
  const element = el('div', { class: 'message-list' }, scroller, jump);
  let isFollowing = true;
  let newest;

  function toBottom() {
    isFollowing = true;
    jump.hidden = true;
    scroller.scrollTop = scroller.scrollHeight;
  }

  scroller.addEventListener('scroll', () => {
    isFollowing = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR_BOTTOM_PX;
    if (isFollowing) jump.hidden = true;
  });
  // Previews of files and a changed window size move the end without a new message.
  const observer = new ResizeObserver(() => {
    if (isFollowing) scroller.scrollTop = scroller.scrollHeight;
  });
  observer.observe(list);
  observer.observe(scroller);

  return {
    element,
    /** Shows the items ({key, signature, build}); `newestTs` is the last message's, to tell news from edits. */
    update(items, newestTs) {
      keyed(list, items);
      const hasNews = newest !== undefined && newestTs > newest;
      newest = newestTs ?? '';
      if (isFollowing) scroller.scrollTop = scroller.scrollHeight;
      else if (hasNews) jump.hidden = false;
    },
    toBottom,
    stop: () => observer.disconnect(),
  };
}
