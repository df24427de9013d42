/** Giving the keyboard's focus back to where it was, also when what had it was drawn anew meanwhile. */

/** Remembers where the focus is now; the function that it returns puts it back there unless it is somewhere already. */
export function rememberFocus() {
  const before = document.activeElement;
  const pane = before?.closest('.pane');
  const ts = before?.closest('[data-ts]')?.dataset.ts;
  const name = before?.dataset.focus;
  return () => {
    if (document.activeElement !== document.body) return;
    if (before?.isConnected) {
      before.focus();
      return;
    }
    const message = within(pane, 'ts', ts);
    const heir = within(message ?? pane, 'focus', name) ?? message;
    // What was pressed may be gone, such as a decision that was made; its message is still the place.
    if (heir && heir === message) heir.tabIndex = -1;
    heir?.focus({ preventScroll: true });
  };
}

function within(element, name, value) {
  if (!element || value === undefined) return undefined;
  return [...element.querySelectorAll(`[data-${name}]`)].find((one) => one.dataset[name] === value);
}
