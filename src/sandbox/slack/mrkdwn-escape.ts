import type { Workspace } from './workspace.ts';

/** Escapes what people type as Slack does in messages and command text: only `&`, `<` and `>`. */
export function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** A typed message as Slack's client sends it: escaped, with `@name` and `#channel` turned into `<@U…>` and `<#C…|name>`. */
export function linkMentions(typed: string, workspace: Workspace): string {
  const users = new Map(workspace.people.map((person) => [person.name, person.id]));
  users.set(workspace.bot.name, workspace.bot.userId);
  const channels = new Map(workspace.channels.filter((c) => !c.isIm).map((c) => [c.name, c.id]));
  return escapeText(typed).replaceAll(
    /(?<![\w@#&/])([@#])([a-z][\w.-]*[\w]|[a-z])/g,
    (written, sign, name) => {
      if (sign === '@') return users.has(name) ? `<@${users.get(name)}>` : written;
      return channels.has(name) ? `<#${channels.get(name)}|${name}>` : written;
    },
  );
}
