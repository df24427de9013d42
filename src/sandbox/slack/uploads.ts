import { randomId, randomSecret } from './random-ids.ts';

/** A file that has been shared into a conversation, or is about to be. `created` is in seconds. */
export type SharedFile = {
  id: string;
  name: string;
  title: string;
  size: number;
  mimetype: string;
  filetype: string;
  user: string;
  created: number;
  channels: string[];
};

/** A file's life: a ticket is given out, the bytes arrive, and only then can it be completed and shared. */
type Upload = { file: SharedFile; ticket: string; content?: Buffer; completed: boolean };

const TYPES: Record<string, { mimetype: string; filetype: string }> = {
  txt: { mimetype: 'text/plain', filetype: 'text' },
  log: { mimetype: 'text/plain', filetype: 'text' },
  md: { mimetype: 'text/markdown', filetype: 'markdown' },
  json: { mimetype: 'application/json', filetype: 'json' },
  csv: { mimetype: 'text/csv', filetype: 'csv' },
  yaml: { mimetype: 'text/yaml', filetype: 'yaml' },
  png: { mimetype: 'image/png', filetype: 'png' },
};

/** The uploads of a workspace, in memory. */
export class Uploads {
  readonly #byId = new Map<string, Upload>();

  /** Opens an upload; the ticket is the secret part of the address that takes the bytes, once. */
  open(name: string, size: number, user: string, createdSeconds: number): { id: string; ticket: string } {
    const extension = name.split('.').at(-1)?.toLowerCase() ?? '';
    const type = TYPES[extension] ?? { mimetype: 'application/octet-stream', filetype: 'binary' };
    const id = randomId('F');
    const ticket = randomSecret();
    const file = { id, name, title: name, size, ...type, user, created: createdSeconds, channels: [] };
    this.#byId.set(id, { file, ticket, completed: false });
    return { id, ticket };
  }

  /** Takes the bytes; false when the ticket is unknown or was used. The size becomes what really came. */
  receive(ticket: string, content: Buffer): boolean {
    const upload = [...this.#byId.values()].find((one) => one.ticket === ticket);
    if (!upload || upload.content) return false;
    upload.content = content;
    upload.file.size = content.length;
    return true;
  }

  /** Completes an upload whose bytes have come; undefined when there is none, or it was completed before. */
  complete(id: string, title: string | undefined): SharedFile | undefined {
    const upload = this.#byId.get(id);
    if (!upload?.content || upload.completed) return undefined;
    upload.completed = true;
    if (title !== undefined) upload.file.title = title;
    return upload.file;
  }

  /** Whether `complete` would succeed; lets a call be refused before it changes anything. */
  canComplete(id: string): boolean {
    const upload = this.#byId.get(id);
    return upload?.content !== undefined && !upload.completed;
  }

  completed(id: string): { file: SharedFile; content: Buffer } | undefined {
    const upload = this.#byId.get(id);
    return upload?.completed && upload.content ? { file: upload.file, content: upload.content } : undefined;
  }
}
