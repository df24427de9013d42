/** Uploaded files: name, size, the first lines, and a download. */
import { el, icon } from './dom.js';

const PREVIEW_BYTES = 4096;
const PREVIEW_LINES = 8;

/** Makes the view of files; each file's beginning is fetched once, however often its message is drawn. */
export function makeFiles() {
  const previews = new Map();

  function preview(id, url) {
    if (!previews.has(id)) previews.set(id, firstLines(`${url}?inline=1`));
    return previews.get(id);
  }

  return function file({ id, name, title, size, mimetype, url }) {
    const path = new URL(url, location.href).pathname;
    const lines = el('pre', {
      tabindex: '0',
      role: 'group',
      'aria-label': `Beginning of ${name}`,
      hidden: true,
    });
    const isText = !mimetype || /^text\/|json|yaml|xml/.test(mimetype);
    if (isText)
      void preview(id, path).then((text) => {
        lines.textContent = text;
        lines.hidden = text === '';
      });
    return el(
      'div',
      { class: 'file' },
      el(
        'div',
        { class: 'file-head' },
        icon('file'),
        el(
          'div',
          { class: 'file-name' },
          el('strong', {}, title || name),
          el('span', {}, [title && title !== name ? name : '', sizeOf(size)].filter(Boolean).join(' · ')),
        ),
        el(
          'a',
          {
            class: 'button button-small',
            href: path,
            download: name,
            'aria-label': `Download ${name}`,
            data: { focus: `file ${id}` },
          },
          icon('download'),
          'Download',
        ),
      ),
      lines,
    );
  };
}

/** The first lines of a text, with a mark when there is more; empty when it cannot be read, as the download is still there. */
async function firstLines(url) {
  try {
    const response = await fetch(url);
    if (!response.ok || !response.body) return '';
    const { text, isWhole } = await beginning(response.body);
    const lines = text.trimEnd().split('\n');
    const shown = lines.slice(0, PREVIEW_LINES).join('\n');
    return isWhole && lines.length <= PREVIEW_LINES ? shown : `${shown}\n…`;
  } catch {
    return '';
  }
}

async function beginning(body) {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  while (text.length < PREVIEW_BYTES) {
    const { done, value } = await reader.read();
    if (done) return { text, isWhole: true };
    text += decoder.decode(value, { stream: true });
  }
  await reader.cancel();
  return { text: text.slice(0, PREVIEW_BYTES), isWhole: false };
}

function sizeOf(bytes) {
  if (!Number.isFinite(bytes)) return '';
  if (bytes < 1000) return `${bytes} bytes`;
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
