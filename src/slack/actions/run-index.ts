/** The run that a button is about, told from what follows the request's id in its value; undefined where it is about all. */
export function runIndex(rest: string): number | undefined {
  return /^\d{1,4}$/.test(rest) ? Number(rest) : undefined;
}

/** The same of the extension that a button is about. */
export function extensionIndex(rest: string): number | undefined {
  return rest.startsWith('x') ? runIndex(rest.slice(1)) : undefined;
}
