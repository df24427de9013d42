import { lintSource } from '@secretlint/core';
import { secretLintProfiler } from '@secretlint/profiler';
import { rules } from '@secretlint/secretlint-rule-preset-recommend';
import type { Finding } from './finding.ts';

type Message = Awaited<ReturnType<typeof lintSource>>['messages'][number];

const RULE_PREFIX = '@secretlint/secretlint-rule-';

/**
 * Rules of the preset that output must not meet: `filter-comments` lets a line `secretlint-disable` switch everything off;
 * `gcp` looks at whole files only and reads them from disk (a key's JSON is masked as a private key).
 */
const LEFT_OUT = new Set(['filter-comments', 'gcp']);

const LABELS: Readonly<Record<string, string>> = {
  '1password': '1Password token',
  anthropic: 'Anthropic key',
  basicauth: 'password in a URL',
  cloudflare: 'Cloudflare token',
  'database-connection-string': 'database connection',
  databricks: 'Databricks token',
  docker: 'Docker token',
  figma: 'Figma token',
  github: 'GitHub token',
  gitlab: 'GitLab token',
  grafana: 'Grafana token',
  groq: 'Groq key',
  'hashicorp-vault': 'Vault token',
  huggingface: 'Hugging Face token',
  linear: 'Linear key',
  notion: 'Notion token',
  npm: 'npm token',
  openai: 'OpenAI key',
  privatekey: 'private key',
  sendgrid: 'SendGrid key',
  shopify: 'Shopify token',
  slack: 'Slack token',
  stripe: 'Stripe key',
  tailscale: 'Tailscale key',
  vercel: 'Vercel token',
};

const nameOf = (ruleId: string): string => ruleId.slice(RULE_PREFIX.length);

const config: Parameters<typeof lintSource>[0]['options']['config'] = {
  rules: rules
    .filter((rule) => !LEFT_OUT.has(nameOf(rule.meta.id)))
    .map((rule) =>
      // Access key ids (AKIA…) are off in the preset; account ids are no secret.
      nameOf(rule.meta.id) === 'aws'
        ? { id: rule.meta.id, rule, options: { enableIDScanRule: true }, allowMessageIds: ['AWSAccountID'] }
        : { id: rule.meta.id, rule },
    ),
};

function labelOf(message: Message): string {
  if (message.messageId === 'AWSSecretAccessKey') return 'AWS secret key';
  if (message.messageId === 'AWSAccessKeyID') return 'AWS access key id';
  return LABELS[nameOf(message.ruleId)] ?? 'secret';
}

/**
 * The place of the secret. Some rules (aws, npm) report the length of the secret at the place of its name, which would leave its
 * end readable; there, the reported value is looked for. A rule with an upper bound may stop inside
 * a token (the slack rule stops before the last part of `xapp-` tokens), so a finding takes the rest of the word.
 */
function toFinding(content: string, message: Message): Finding {
  const [from, reportedEnd] = message.range;
  const values = Object.values(message.data ?? {}).filter((value) => typeof value === 'string');
  const displaced = values.includes(content.slice(from, reportedEnd))
    ? undefined
    : values
        .map((value) => ({ value, at: value === '' ? -1 : content.indexOf(value, from) }))
        .filter(({ at }) => at >= 0 && at <= reportedEnd + 64)
        .sort((a, b) => b.value.length - a.value.length)[0];
  const start = displaced?.at ?? from;
  const end = displaced === undefined ? reportedEnd : displaced.at + displaced.value.length;
  const rest = /[\w-]*/y;
  rest.lastIndex = end;
  rest.test(content);
  return { from, start, end: Math.max(end, rest.lastIndex), label: labelOf(message) };
}

/**
 * Finds secrets in `content` with the recommended rules of secretlint 13. Reads no configuration and no file: `.npmrc` is but
 * a name, which makes the npm rule look for `_authToken=`. About 0.3 ms for 32 KB, in one turn of the event loop.
 */
export async function findWithSecretlint(content: string): Promise<Finding[]> {
  // Otherwise each call leaves about 60 performance marks in memory for good.
  secretLintProfiler.setEnabled(false);
  const { messages } = await lintSource({
    source: { filePath: '.npmrc', content, contentType: 'text', ext: '.txt' },
    options: { config, noPhysicFilePath: true },
  });
  return messages.map((message) => toFinding(content, message));
}
