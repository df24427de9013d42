/** Small helpers to build and update the page. Data becomes text nodes only, so nothing in it can be markup. */

const SVG = 'http://www.w3.org/2000/svg';

/**
 * Makes an element. Properties whose name begins with `on` are listeners, `data` fills the dataset, `true` sets an
 * empty attribute, and `undefined`, `null` and `false` leave it out. Children are nodes, strings or lists of them.
 */
export function el(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2).toLowerCase(), value);
    else if (name === 'data') Object.assign(element.dataset, value);
    else element.setAttribute(name, value === true ? '' : String(value));
  }
  element.append(...children.flat(Infinity).filter(isChild));
  return element;
}

function isChild(child) {
  return child !== undefined && child !== null && child !== false && child !== '';
}

/** A drawing of the page's own sprite; it is decoration, so whatever it means must also be said in words. */
export function icon(name, className = '') {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('class', `icon ${className}`.trim());
  svg.setAttribute('aria-hidden', 'true');
  const use = document.createElementNS(SVG, 'use');
  use.setAttribute('href', `/page/icons.svg#${name}`);
  svg.append(use);
  return svg;
}

/** What each keyed node was built from. */
const signatures = new WeakMap();

/**
 * Makes the children of `parent` those of `items` ({key, signature, build}) and touches only what differs, so that
 * scrolled output, focus and selection elsewhere stay as they are.
 */
export function keyed(parent, items) {
  const wanted = new Set(items.map((item) => item.key));
  for (const child of [...parent.children]) if (!wanted.has(child.dataset.key)) child.remove();
  const old = new Map([...parent.children].map((child) => [child.dataset.key, child]));
  let cursor = parent.firstElementChild;
  for (const item of items) {
    const before = old.get(item.key);
    if (before && signatures.get(before) === item.signature) {
      if (before === cursor) cursor = cursor.nextElementSibling;
      else parent.insertBefore(before, cursor);
      continue;
    }
    const fresh = item.build();
    fresh.dataset.key = item.key;
    signatures.set(fresh, item.signature);
    if (before && before === cursor) cursor = before.nextElementSibling;
    parent.insertBefore(fresh, cursor);
    if (!before) continue;
    takeOver(before, fresh);
    before.remove();
  }
}

/** Hands focus and the scroll positions of output from a node to the one that replaces it. */
function takeOver(before, after) {
  const scrolledBefore = before.querySelectorAll('pre');
  after.querySelectorAll('pre').forEach((pre, index) => {
    const was = scrolledBefore[index];
    if (!was) return;
    const following = was.scrollHeight - was.scrollTop - was.clientHeight < 8;
    pre.scrollLeft = was.scrollLeft;
    pre.scrollTop = following ? pre.scrollHeight : was.scrollTop;
  });
  const focused = document.activeElement;
  if (!before.contains(focused)) return;
  const name = focused.dataset.focus;
  const heir =
    name && [...after.querySelectorAll('[data-focus]')].find((node) => node.dataset.focus === name);
  // A button that has gone (an approval given, say) leaves the reader at its message, not at the top of the page.
  if (!heir) after.tabIndex = -1;
  (heir ?? after).focus({ preventScroll: true });
}

/** Runs `work` once before the next picture, however often it is asked for in between. */
export function oncePerFrame(work) {
  let asked = false;
  return () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      work();
    });
  };
}
