import type { SeenBlock, SeenMessage } from './person-client.ts';

/** Everything that a message shows, as plain text, a line a block: for terminals and for tests. Buttons read `[Approve]`. */
export function plainText(message: SeenMessage): string {
  const lines = (message.blocks ?? []).map(blockText).filter((line) => line !== '');
  const shown = lines.length > 0 ? lines : [message.text];
  return [...shown, ...(message.files ?? []).map((file) => `[file ${file.name}, ${file.size} bytes]`)].join(
    '\n',
  );
}

function blockText(block: SeenBlock): string {
  switch (block.type) {
    case 'actions':
      return list(block.elements)
        .map((element) => `[${textOf(element.text)}]`)
        .join(' ');
    case 'section':
      return [textOf(block.text), ...list(block.fields).map((field) => textOf(field).replace('\n', ': '))]
        .filter((line) => line !== '')
        .join('\n');
    case 'context':
      return list(block.elements).map(textOf).join('  ');
    default:
      return [textOf(block.text), ...list(block.elements).map(richText)]
        .filter((line) => line !== '')
        .join('\n');
  }
}

function richText(element: Part): string {
  if (typeof element.text === 'string') return element.text;
  return list(element.elements).map(richText).join('');
}

type Part = Readonly<Record<string, unknown>>;

function list(value: unknown): readonly Part[] {
  return Array.isArray(value)
    ? value.filter((item): item is Part => typeof item === 'object' && item !== null)
    : [];
}

/** The text of a text object, with Slack's markup taken away as far as reading needs. */
function textOf(value: unknown): string {
  if (typeof value !== 'object' || value === null || !('text' in value) || typeof value.text !== 'string')
    return '';
  return value.text
    .replaceAll(/<!date\^[^|>]*\|([^>]*)>/g, '$1')
    .replaceAll(/(?<![\w:])([*_])(\S(?:[^*_\n]*\S)?)\1(?!\w)/g, '$2')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
