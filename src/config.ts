import { z } from 'zod';

const token = (prefix: string, name: string) =>
  z
    .string()
    .regex(
      new RegExp(`^${prefix}-\\S+$`),
      `must begin with ${prefix}-: copy the ${name} from the app's page at Slack`,
    );

const whole = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d{1,6}$/, `must be a whole number from ${least} to ${most}`)
    .transform(Number)
    .refine((value) => value >= least && value <= most, `must be a whole number from ${least} to ${most}`);

const url = (protocols: readonly string[]) =>
  z
    .string()
    .refine(
      (text) => protocols.includes(URL.parse(text)?.protocol ?? ''),
      `must be a URL that begins with ${protocols.map((each) => `${each}//`).join(' or ')}`,
    );

const settings = z.object({
  KEYHOLE_ROLE: z
    .enum(['gateway', 'worker', 'all'], { error: 'must be gateway, worker or all' })
    .default('all'),
  KEYHOLE_POLICY: z.string({ error: 'is missing: name the policy file, such as ./policy.yaml' }).min(1),
  KEYHOLE_CLUSTERS: z
    .string()
    .transform((text) =>
      text
        .split(',')
        .map((name) => name.trim())
        .filter((name) => name !== ''),
    )
    .refine((names) => names.length > 0, 'names no cluster: leave it out to serve all of them')
    .optional(),
  KEYHOLE_CONCURRENCY: whole(1, 500).default(20),
  KEYHOLE_KEEP_DAYS: whole(1, 3650).default(30),
  KEYHOLE_REDIS_PREFIX: z
    .string()
    .regex(/^[\w-]{1,60}$/, 'must be letters, digits, _ and -')
    .default('keyhole'),
  REDIS_URL: url(['redis:', 'rediss:'])
    .refine(
      (text) => passwordOf(text) !== MALFORMED,
      'has a password with a % that encodes nothing: write % as %25',
    )
    .default('redis://127.0.0.1:6379'),
  KUBECONFIG: z.string().min(1).optional(),
  SLACK_BOT_TOKEN: token('xoxb', 'bot token').optional(),
  SLACK_APP_TOKEN: token('xapp', 'app-level token').optional(),
  SLACK_SIGNING_SECRET: z
    .string()
    .min(8, "is too short: copy the signing secret from the app's page at Slack")
    .optional(),
  SLACK_API_URL: url(['http:', 'https:'])
    .transform((text) => (text.endsWith('/') ? text : `${text}/`))
    .default('https://slack.com/api/'),
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], {
      error: 'must be trace, debug, info, warn, error, fatal or silent',
    })
    .default('info'),
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: whole(0, 65_535).default(3000),
});

/** Every setting's name. */
export const SETTING_NAMES: readonly string[] = Object.keys(settings.shape);

/** Where Slack sends its requests in HTTP mode. */
export const EVENTS_PATH = '/slack/events';

export type Role = 'gateway' | 'worker' | 'all';

/** How the bot reaches Slack: by Socket Mode where an app token is set, else by signed HTTP on `port`. */
export type SlackConfig = {
  readonly botToken: string;
  readonly apiUrl: string;
} & (
  | { readonly mode: 'socket'; readonly appToken: string }
  | { readonly mode: 'http'; readonly signingSecret: string }
);

export interface Config {
  readonly role: Role;
  readonly policyPath: string;
  /** The clusters that this worker serves; absent: every cluster of the policy. */
  readonly clusters?: readonly string[];
  /** How many sessions one worker runs at once on each cluster. */
  readonly concurrency: number;
  readonly keepMs: number;
  readonly redis: { readonly url: string; readonly prefix: string };
  readonly kubeconfig?: string;
  /** Present for the roles that speak to Slack. */
  readonly slack?: SlackConfig;
  readonly logLevel: string;
  /** Where health checks, and Slack's requests in HTTP mode, are served; port 0 takes a free one. */
  readonly http: { readonly host: string; readonly port: number };
  /** Every secret that was given, for masking. */
  readonly secrets: readonly string[];
}

export type ConfigReading =
  | { readonly kind: 'config'; readonly config: Config }
  /** Every problem at once, each a sentence that begins with the setting's name. */
  | { readonly kind: 'invalid'; readonly problems: readonly string[] };

/** Reads the settings from the environment, once. An empty variable counts as not set. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): ConfigReading {
  const given = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value !== ''),
  );
  const parsed = settings.safeParse(given);
  const problems = parsed.success
    ? []
    : parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}.`);
  const role = given.KEYHOLE_ROLE ?? 'all';
  if (role !== 'worker') problems.push(...missingForSlack(given));
  if (!parsed.success || problems.length > 0) return { kind: 'invalid', problems };
  return { kind: 'config', config: Object.freeze(configFrom(parsed.data)) };
}

function missingForSlack(given: Readonly<Record<string, string | undefined>>): string[] {
  const problems: string[] = [];
  if (given.SLACK_BOT_TOKEN === undefined) {
    problems.push("SLACK_BOT_TOKEN is missing: copy the bot token (xoxb-…) from the app's page at Slack.");
  }
  if (given.SLACK_APP_TOKEN === undefined && given.SLACK_SIGNING_SECRET === undefined) {
    problems.push(
      'SLACK_APP_TOKEN is missing: make an app-level token (xapp-…) with connections:write, or set SLACK_SIGNING_SECRET to receive requests over HTTP.',
    );
  }
  return problems;
}

function configFrom(values: z.infer<typeof settings>): Config {
  const slack = values.KEYHOLE_ROLE === 'worker' ? undefined : slackFrom(values);
  const secrets = [
    values.SLACK_BOT_TOKEN,
    values.SLACK_APP_TOKEN,
    values.SLACK_SIGNING_SECRET,
    passwordOf(values.REDIS_URL),
  ];
  return {
    role: values.KEYHOLE_ROLE,
    policyPath: values.KEYHOLE_POLICY,
    ...(values.KEYHOLE_CLUSTERS && { clusters: values.KEYHOLE_CLUSTERS }),
    concurrency: values.KEYHOLE_CONCURRENCY,
    keepMs: values.KEYHOLE_KEEP_DAYS * 24 * 3600 * 1000,
    redis: { url: values.REDIS_URL, prefix: values.KEYHOLE_REDIS_PREFIX },
    ...(values.KUBECONFIG !== undefined && { kubeconfig: values.KUBECONFIG }),
    ...(slack && { slack }),
    logLevel: values.LOG_LEVEL,
    http: { host: values.HOST, port: values.PORT },
    secrets: secrets.filter((secret) => typeof secret === 'string'),
  };
}

function slackFrom(values: z.infer<typeof settings>): SlackConfig | undefined {
  const {
    SLACK_BOT_TOKEN: botToken,
    SLACK_APP_TOKEN: appToken,
    SLACK_SIGNING_SECRET: signingSecret,
  } = values;
  const apiUrl = values.SLACK_API_URL;
  if (botToken === undefined) return undefined;
  if (appToken !== undefined) return { mode: 'socket', botToken, appToken, apiUrl };
  return signingSecret === undefined ? undefined : { mode: 'http', botToken, signingSecret, apiUrl };
}

const MALFORMED = Symbol('malformed');

function passwordOf(redisUrl: string): string | typeof MALFORMED | undefined {
  const password = URL.parse(redisUrl)?.password;
  if (password === undefined || password === '') return undefined;
  try {
    return decodeURIComponent(password);
  } catch {
    return MALFORMED;
  }
}
