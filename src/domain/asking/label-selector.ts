/** The longest selector taken, in characters. */
const LONGEST = 500;

const PART = '[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?';
const KEY = `(?:[a-z0-9](?:[-a-z0-9.]{0,251}[a-z0-9])?/)?${PART}`;
const VALUE = `(?:${PART})?`;
const REQUIREMENT = `(?:!${KEY}|${KEY}(?:(?:==?|!=)${VALUE}|[<>]-?\\d{1,18}| (?:not)?in\\(${VALUE}(?:,${VALUE})*\\))?)`;
const SELECTOR = new RegExp(`^${REQUIREMENT}(?:,${REQUIREMENT})*$`);

/**
 * Whether a text is a label selector as `kubectl get -l` takes it: equality-based (`app=api,tier!=db`), set-based
 * (`env in (dev, test),!canary`) or compared (`size>3`), by the rules of Kubernetes's page "Labels and Selectors". An
 * API server has the last word.
 */
export function isLabelSelector(text: string): boolean {
  if (text.length > LONGEST) return false;
  // Without blanks that mean nothing, there is one way only to read it.
  const tight = text
    .trim()
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/ ?([,=!<>()]) ?/g, '$1');
  return SELECTOR.test(tight);
}
