import { timeSpanText } from '../asking/time-span.ts';
import { counted, type CriterionReading, lacksUnless, type Readings } from './criterion.ts';
import type { Policy, Rule } from './policy.ts';
import type { Question } from './question.ts';
import { imageOf } from './rule-image.ts';

/** What may be added to the pod, and for how long. */
export function containerReadings(policy: Policy, rule: Rule, question: Question): Readings {
  const { entrypoint, profile, pullPolicy, volumes, timeoutSeconds, durationSeconds } = question;
  const { images, profiles, limits } = rule;
  const alias = imageOf(policy, rule, question);
  const image = alias === undefined ? undefined : policy.images[alias];
  return {
    image: lacksUnless(
      alias !== undefined && images.includes(alias),
      `allows the ${counted('image', images)}`,
    ),
    profile: lacksUnless(
      profile === undefined || profiles.includes(profile),
      `allows the ${counted('profile', profiles)}`,
    ),
    entrypoint: where(
      entrypoint,
      image?.mode !== 'exec',
      `runs commands in ${alias} only beside its own process: leave out --entrypoint`,
    ),
    'pull policy': where(
      pullPolicy,
      image?.pullPolicy === undefined || image.pullPolicy === pullPolicy,
      `pulls ${alias} with the policy ${image?.pullPolicy}: leave out --image-pull-policy`,
    ),
    volumes: where(volumes, rule.volumes, "does not give the target's volumes: leave out --volumes"),
    timeout: where(
      timeoutSeconds,
      (timeoutSeconds ?? 0) <= limits.command,
      `gives each command ${timeSpanText(limits.command)} at the most (--timeout)`,
    ),
    duration: where(
      durationSeconds,
      (durationSeconds ?? 0) <= limits.session,
      `gives a session ${timeSpanText(limits.session)} at the most (--duration)`,
    ),
  };
}

/** A criterion that only counts where something is asked for. */
function where(asked: unknown, fits: boolean, sentence: string): CriterionReading | undefined {
  return asked === undefined ? undefined : lacksUnless(fits, sentence);
}
