/** Someone known to Slack. The Slack id is the identity; name and email are what Slack said at the time. */
export interface Person {
  readonly slackId: string;
  readonly name: string;
  readonly email?: string;
  /** Ids of the Slack user groups that the policy names and that they were in; absent: Slack did not tell, or none is named. */
  readonly userGroups?: readonly string[];
}

/**
 * Whether both are one person, by Slack id or by email: a second account with the same mailbox is no second pair of eyes.
 * Most mail servers hand `ann+two@example.com` to ann (RFC 5233), so whoever has one address may have many.
 */
export function samePerson(a: Person, b: Person): boolean {
  if (a.slackId === b.slackId) return true;
  return a.email !== undefined && b.email !== undefined && mailboxOf(a.email) === mailboxOf(b.email);
}

/** An address in lower case and without what stands from a `+` on before its `@`. */
function mailboxOf(email: string): string {
  return email.toLowerCase().replace(/(?<=[^@])\+[^@]*(?=@)/, '');
}
