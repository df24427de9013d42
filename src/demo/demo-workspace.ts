import { acmeShop, type Workspace } from '../sandbox/slack/workspace.ts';

/** Where a broken glass is told. */
export const SECURITY = 'C0SECURITY';

/** The bundled company, with a channel for its security people that the bot is in. */
export function demoWorkspace(): Workspace {
  const workspace = acmeShop();
  const everyone = [...workspace.people.map(({ id }) => id), workspace.bot.userId];
  workspace.channels.push({
    id: SECURITY,
    name: 'security',
    isPrivate: false,
    isIm: false,
    topic: 'Told of every break-glass',
    purpose: '',
    members: everyone,
  });
  return workspace;
}
