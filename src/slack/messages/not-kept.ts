/** What someone hears who names a request that there is not. */
export function notKept(requestId: string): string {
  return `I keep no request ${requestId}: its ID stands at the end of its card, and what is old is kept no more.`;
}
