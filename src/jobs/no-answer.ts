/** The sentence for a cluster that took too long; it ends what someone waits for. */
export function noAnswerWithin(ms: number, cluster: string): string {
  return `The cluster ${cluster} did not answer within ${ms / 1000} s: try again in a moment.`;
}
