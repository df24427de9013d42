import { performance } from 'node:perf_hooks';
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { createRedactor } from '../../src/transcript/redactor.ts';
import * as secrets from './secrets.ts';

const redactor = createRedactor({ extraSecrets: [secrets.botSecret, '', 'two lines of\na secret file'] });
const redact = async (text: string): Promise<string> => (await redactor.redact(text)).text;

describe('what is masked', () => {
  test.each([
    [`AWS_SECRET_ACCESS_KEY=${secrets.awsSecretKey}`, 'AWS_SECRET_ACCESS_KEY=[redacted: AWS secret key]'],
    [
      `AWS_SECRET_ACCESS_KEY=${secrets.awsSecretKey.slice(0, 39)}/`,
      'AWS_SECRET_ACCESS_KEY=[redacted: AWS secret key]',
    ],
    [`"SecretAccessKey": "${secrets.awsSecretKey}",`, '"SecretAccessKey": "[redacted: AWS secret key]",'],
    [
      `msg="{\\"SecretAccessKey\\":\\"${secrets.awsSecretKey}\\"}"`,
      'msg="{\\"SecretAccessKey\\":\\"[redacted: AWS secret key]\\"}"',
    ],
    [
      '{\\"Authorization\\":\\"Bearer abcd\\"}',
      '{\\"Authorization\\":\\"Bearer [redacted: authorization header]\\"}',
    ],
    [`id=${secrets.awsKeyId};`, 'id=[redacted: AWS access key id];'],
    [`GITHUB_TOKEN=${secrets.githubToken}`, 'GITHUB_TOKEN=[redacted: GitHub token]'],
    [`\ufeff${secrets.githubToken} after`, '\ufeff[redacted: GitHub token] after'],
    [
      `${secrets.githubToken} // secretlint-disable-line`,
      '[redacted: GitHub token] // secretlint-disable-line',
    ],
    [secrets.slackBotToken, '[redacted: Slack token]'],
    [`app ${secrets.slackAppToken}.`, 'app [redacted: Slack token]'],
    [`xoxe.xoxp-1-${'Mi0y'.repeat(30)} `, '[redacted: Slack token] '],
    ['//npm.example.com/:_authToken=abcdefabcdef0123', '//npm.example.com/:_authToken=[redacted: npm token]'],
    ['https://ann:hunter22@db.example.com/x', '[redacted: password in a URL]/x'],
    [
      'REDIS_URL=redis://:hunter2@redis:6379/0',
      'REDIS_URL=redis://:[redacted: password in a URL]@redis:6379/0',
    ],
    ['postgres://root:secret@db:5432/shop', 'postgres://root:[redacted: password in a URL]@db:5432/shop'],
    ['mongodb+srv://ann:hunter22@m/x y', '[redacted: database connection] y'],
    ['> Authorization: Bearer abc.def-1', '> Authorization: Bearer [redacted: authorization header]'],
    [
      '"authorization": ["Basic dXNlcjpwYXNz"]',
      '"authorization": ["Basic [redacted: authorization header]"]',
    ],
    [`token ${secrets.webToken}, next`, 'token [redacted: JSON web token], next'],
    [`a ${secrets.botSecret} b`, 'a [redacted: known secret] b'],
    ['see a secret file there', 'see [redacted: known secret] there'],
    [`"key": "${secrets.privateKey(5).replaceAll('\n', '\\n')}\\n"`, '"key": "[redacted: private key]\\n"'],
  ])('%s', async (text, masked) => {
    expect(await redactor.redact(text)).toEqual({ text: masked, count: 1 });
    expect(await redact(masked)).toBe(masked);
  });

  test.each([
    'AKIAIOSFODNN7EXAMPLE of the documentation',
    'http://shop:8080/users/ann@example.com?a:b@c',
    '-----BEGIN CERTIFICATE-----',
    'aws_account_id=123456789012',
    'The Authorization header was missing: bearer expected',
    '10.0.0.1 - - [05/Nov/2024:12:00:00 +0000] "GET /healthz HTTP/1.1" 200 2',
  ])('%s stays', async (text) => {
    expect(await redactor.redact(text)).toEqual({ text, count: 0 });
  });

  test('several in several lines, neighbours included', async () => {
    const token = secrets.githubToken;
    expect(await redactor.redact(`a ${token},${token}\n\nb ${secrets.awsKeyId}\n`)).toEqual({
      text: 'a [redacted: GitHub token],[redacted: GitHub token]\n\nb [redacted: AWS access key id]\n',
      count: 3,
    });
  });

  test('overlapping finds become one mask', async () => {
    expect(await redactor.redact(`https://ann:${secrets.githubToken}@db.example.com`)).toEqual({
      text: '[redacted: password in a URL]',
      count: 1,
    });
  });

  test('a private key over several lines, with what is around it', async () => {
    expect(await redactor.redact(`a\nkey: ${secrets.privateKey(30)} end\nb`)).toEqual({
      text: 'a\nkey: [redacted: private key]\n end\nb',
      count: 1,
    });
  });
});

test('a known secret is found in base64 wherever it begins', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.string(),
      fc.string(),
      fc.constantFrom('base64', 'base64url'),
      async (before, after, encoding) => {
        const encoded = Buffer.from(before + secrets.botSecret + after).toString(encoding);
        const text = await redact(encoded);
        expect(text).toContain('[redacted: known secret]');
        expect(Buffer.from(text.replaceAll(/\[.*?\]/g, ''), encoding).toString()).not.toContain(
          secrets.botSecret.slice(3, -3),
        );
      },
    ),
  );
});

test('lines do not depend on their neighbours', async () => {
  const line = fc.constantFrom(
    '',
    'plain',
    '\0',
    `secret_access_key =`,
    secrets.awsSecretKey,
    secrets.githubToken,
    `a ${secrets.webToken}`,
    'secretlint-disable',
  );
  await fc.assert(
    fc.asyncProperty(fc.array(line), async (lines) => {
      const alone = await Promise.all(lines.map(async (each) => (await redactor.redactLines([each]))[0]));
      expect(await redactor.redactLines(lines)).toEqual(alone);
    }),
  );
});

test('a safe cut parts no secret from itself or from its name', async () => {
  const name = 'AWS_SECRET_ACCESS_KEY=';
  const line = `some text ${name}${secrets.awsSecretKey} and more 👩‍💻`;
  const start = line.indexOf(name);
  const end = start + name.length + secrets.awsSecretKey.length;
  for (let at = 1; at < line.length; at += 1) {
    const cut = await redactor.safeCut(line, at);
    const split = /[\uD800-\uDBFF]$/.test(line.slice(0, at)) ? at - 1 : at;
    expect(cut).toBe(at > start && at < end ? start : split);
  }
  expect(await redactor.safeCut(secrets.githubToken, 10)).toBe(secrets.githubToken.length);
});

test('redaction leaves nothing behind in the process', async () => {
  await redactor.redact(secrets.githubToken);
  expect(performance.getEntriesByType('mark').filter(({ name }) => name.startsWith('@core'))).toEqual([]);
});

test('a redactor without known secrets masks none', async () => {
  expect((await createRedactor().redact(secrets.botSecret)).count).toBe(0);
});
