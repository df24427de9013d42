import { readFileSync } from 'node:fs';

const { version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as {
  readonly version: string;
};

/** How Keyhole names itself in the cluster's audit log. */
export const USER_AGENT = `keyhole/${version}`;

/** The owner of the fields that Keyhole writes. */
export const FIELD_MANAGER = 'keyhole';
