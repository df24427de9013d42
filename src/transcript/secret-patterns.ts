import type { Finding } from './finding.ts';
import { PRIVATE_KEY_ON_LINE } from './private-key.ts';

interface SecretPattern {
  readonly label: string;
  /** With the flags `d` and `g`. Group 1 is the secret where there is one, else the whole match. Its quantifiers are bounded. */
  readonly pattern: RegExp;
}

/** What output shows that the preset of secretlint 13 does not find, or finds only in part. */
const SECRET_PATTERNS: readonly SecretPattern[] = [
  { label: 'private key', pattern: PRIVATE_KEY_ON_LINE },
  {
    label: 'authorization header',
    pattern:
      /authorization[\\"']{0,4}\s{0,8}[:=]\s{0,8}[[\\"']{0,4}(?:bearer|basic|token)\s{1,8}([\w.~+/=-]{4,})/dgi,
  },
  { label: 'JSON web token', pattern: /(?<![\w-])eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/dg },
  // The preset wants a host with a dot and a harmless password; in a cluster hosts are `redis` and `elasticsearch`.
  {
    label: 'password in a URL',
    pattern: /(?<![a-z0-9+.-])[a-z][a-z0-9+.-]{1,30}:\/\/[^\s:@/'"<>]{0,128}:([^\s@/'"<>]{1,256})@/dgi,
  },
  // The preset misses a key that ends with `+` or `/`, and one in JSON inside a string.
  {
    label: 'AWS secret key',
    pattern:
      /secret_?access_?key[\\"']{0,4}\s{0,8}(?::|=>|=)\s{0,8}[\\"']{0,4}([A-Za-z0-9/+]{40})(?![A-Za-z0-9/+=])/dgi,
  },
  // The preset knows no rotated (`xoxe.`) and no browser (`xoxc-`, `xoxd-`) tokens.
  { label: 'Slack token', pattern: /(?<![A-Za-z0-9])(?:xox[a-z]|xapp)[-.][A-Za-z0-9%./+-]{10,}/dg },
];

/** What the table above finds in a text. */
export function findByPattern(text: string): Finding[] {
  return SECRET_PATTERNS.flatMap(({ label, pattern }) =>
    Array.from(text.matchAll(pattern), (match): Finding => {
      const [start, end] = match.indices?.[1] ?? [match.index, match.index + match[0].length];
      return { from: match.index, start, end, label };
    }),
  );
}
