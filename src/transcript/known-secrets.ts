import type { Finding } from './finding.ts';

/** A shorter piece of base64 would occur by chance. */
const MIN_BASE64_CHARS = 8;

/** The characters of base64 that depend on the secret alone when `shift` bytes of other text precede it. */
function base64Core(secret: Buffer, shift: number, encoding: 'base64' | 'base64url'): string {
  const encoded = Buffer.concat([Buffer.alloc(shift), secret]).toString(encoding);
  return encoded.slice(Math.ceil((shift * 8) / 6), Math.floor(((shift + secret.length) * 8) / 6));
}

/** The secret as it stands inside base64: three ways, by the number of bytes before it. */
function base64Forms(secret: string): string[] {
  const bytes = Buffer.from(secret);
  return [0, 1, 2].flatMap((shift) => [
    base64Core(bytes, shift, 'base64'),
    base64Core(bytes, shift, 'base64url'),
  ]);
}

/**
 * Finds exact strings, plain and anywhere inside base64. Lines of a secret with several lines count one by one;
 * blank ones are ignored. Base64 that is wrapped inside the secret is not found.
 */
export function createKnownSecretFinder(secrets: readonly string[]): (text: string) => Finding[] {
  const plain = new Set(
    secrets.flatMap((secret) => secret.split(/\r?\n/)).filter((line) => line.trim() !== ''),
  );
  const encoded = new Set(
    Array.from(plain)
      .flatMap(base64Forms)
      .filter((form) => form.length >= MIN_BASE64_CHARS),
  );

  return (text) => {
    const findings: Finding[] = [];
    const find = (needle: string, endOf: (end: number) => number): void => {
      for (let at = text.indexOf(needle); at >= 0; at = text.indexOf(needle, at + 1)) {
        findings.push({ from: at, start: at, end: endOf(at + needle.length), label: 'known secret' });
      }
    };
    for (const needle of plain) find(needle, (end) => end);
    for (const needle of encoded) find(needle, (end) => endOfBase64(text, end));
    return findings;
  };
}

/** The last characters of a secret mix with what follows it, so at most one character and the padding belong to it. */
function endOfBase64(text: string, from: number): number {
  const rest = /^[\w+/-]?={0,2}/.exec(text.slice(from, from + 3));
  return from + (rest?.[0].length ?? 0);
}
