const layout = '2006-01-02T15:04:05Z07:00';

/** The parts of the layout, and what stands for each of them. */
const parts: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['2006', /^\d{4}/],
  ['-', /^-/],
  ['01', /^\d\d/],
  ['-', /^-/],
  ['02', /^\d\d/],
  ['T', /^T/],
  ['15', /^\d\d/],
  [':', /^:/],
  ['04', /^\d\d/],
  [':', /^:/],
  ['05', /^\d\d([.,]\d+)?/],
  ['Z07:00', /^(Z|[-+]\d\d:\d\d)/],
];

/** What Go says of a text that is no RFC 3339 time (time.Parse); undefined when it is one. */
export function timeProblem(text: string): string | undefined {
  let rest = text;
  for (const [name, pattern] of parts) {
    const found = pattern.exec(rest);
    if (found === null) return `parsing time "${text}" as "${layout}": cannot parse "${rest}" as "${name}"`;
    rest = rest.slice(found[0].length);
  }
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = (text.match(/\d+/g) ?? []).map(
    Number,
  );
  const problem = (what: string): string => `parsing time "${text}": ${what}`;
  if (rest !== '') return problem(`extra text: "${rest}"`);
  if (month < 1 || month > 12) return problem('month out of range');
  if (hour > 23) return problem('hour out of range');
  if (minute > 59) return problem('minute out of range');
  if (second > 59) return problem('second out of range');
  if (day < 1 || day > new Date(Date.UTC(year, month, 0)).getUTCDate()) return problem('day out of range');
  return undefined;
}
