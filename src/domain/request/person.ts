/** Someone known to Slack. The Slack id is the identity; name and email are what Slack said at the time. */
export interface Person {
  readonly slackId: string;
  readonly name: string;
  readonly email?: string;
  /** Ids of the Slack user groups that the policy names and that they were in; absent: Slack did not tell, or none is named. */
  readonly userGroups?: readonly string[];
}

/** Whether both are one person, by Slack id or by email: a second account with the same email is no second pair of eyes. */
export function samePerson(a: Person, b: Person): boolean {
  if (a.slackId === b.slackId) return true;
  return a.email !== undefined && b.email !== undefined && a.email.toLowerCase() === b.email.toLowerCase();
}
