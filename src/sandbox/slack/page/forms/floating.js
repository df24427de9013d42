/** Lists that float above everything else, beside what they belong to. */

const GAP = 4;
const EDGE = 8;
const TALLEST = 320;

/**
 * `list` floats below `anchor`, or above it where there is more room; it stays there while the page scrolls.
 * `isWide` gives it the anchor's width, else its right end is the anchor's.
 */
export function makeFloating(list, anchor, { isWide = false } = {}) {
  list.setAttribute('popover', 'manual');
  const isOpen = () => list.matches(':popover-open');

  function place() {
    const box = anchor.getBoundingClientRect();
    if (isWide) list.style.width = `${box.width}px`;
    list.style.maxHeight = `${TALLEST}px`;
    const below = innerHeight - box.bottom - GAP - EDGE;
    const above = box.top - GAP - EDGE;
    const fitsBelow = below >= list.offsetHeight || below >= above;
    list.style.maxHeight = `${Math.min(TALLEST, fitsBelow ? below : above)}px`;
    const left = isWide ? box.left : box.right - list.offsetWidth;
    list.style.left = `${Math.max(EDGE, Math.min(left, innerWidth - list.offsetWidth - EDGE))}px`;
    list.style.top = `${fitsBelow ? box.bottom + GAP : box.top - GAP - list.offsetHeight}px`;
  }

  const follow = (event) => {
    if (event.target !== list) place();
  };

  return {
    isOpen,
    place,
    open() {
      if (!list.isConnected || isOpen()) return;
      list.showPopover();
      place();
      addEventListener('scroll', follow, true);
      addEventListener('resize', follow);
    },
    close() {
      removeEventListener('scroll', follow, true);
      removeEventListener('resize', follow);
      if (isOpen()) list.hidePopover();
    },
  };
}
