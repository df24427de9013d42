import { readConfig } from './config.ts';
import { messageOf } from './errors.ts';
import { createLogger } from './logger.ts';
import { readPolicyFile } from './policy-file.ts';
import { followPolicy } from './runtime/policy-in-force.ts';
import { startKeyhole } from './runtime/start.ts';

/** Reads the settings, starts, and stops on SIGTERM or SIGINT. */
async function main(): Promise<void> {
  const reading = readConfig(process.env);
  const path = process.env.KEYHOLE_POLICY ?? '';
  const policyReading = path === '' ? undefined : await readPolicyFile(path);
  const problems = [
    ...(reading.kind === 'invalid' ? reading.problems : []),
    ...(policyReading?.kind === 'invalid' ? policyReading.problems : []),
    ...(policyReading?.kind === 'unreadable' ? [`${policyReading.problems[0]}: check KEYHOLE_POLICY.`] : []),
  ];
  if (reading.kind === 'invalid' || policyReading?.kind !== 'policy') return refuseToStart(problems);
  const { config } = reading;
  const logger = createLogger({ level: config.logLevel, secrets: config.secrets });
  // A state that nobody foresaw is left at once; whoever runs Keyhole starts it again, and the records say where it was.
  for (const event of ['unhandledRejection', 'uncaughtException']) {
    process.on(event, (error: unknown) => {
      logger.fatal({ err: error }, event);
      process.exit(1);
    });
  }
  const policy = followPolicy({ path, policy: policyReading.policy, logger });
  const keyhole = await startKeyhole({ config, policy, logger });
  const stop = (signal: string) => {
    logger.info({ signal }, 'stopping');
    Promise.all([keyhole.stop(), policy.stop()]).then(
      () => process.exit(0),
      (error: unknown) => {
        logger.error({ err: error }, 'did not stop cleanly');
        process.exit(1);
      },
    );
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

function refuseToStart(problems: readonly string[]): void {
  process.stderr.write(
    `Keyhole cannot start yet:\n${problems.map((problem) => `  - ${problem}\n`).join('')}`,
  );
  process.stderr.write(
    '.env.example explains the settings, deploy/policy.example.yaml is a policy to start from.\n',
  );
  process.exitCode = 1;
}

main().catch((error: unknown) => {
  process.stderr.write(`Keyhole cannot start: ${messageOf(error)}\n`);
  process.exit(1);
});
