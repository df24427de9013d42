/** A link of Slack's own as mrkdwn. */
export function linked(link: string, label: string): string {
  return `<${link}|${label}>`;
}
