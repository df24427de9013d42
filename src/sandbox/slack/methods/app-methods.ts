import type { Answer } from '../answers.ts';
import type { MethodArguments } from '../method-arguments.ts';
import { RATES } from '../rate-limits.ts';
import type { MethodTable } from '../web-api.ts';
import type { World } from '../world.ts';

/** Methods about the app itself and its connections. */
export const appMethods: MethodTable = {
  'api.test': { token: 'none', scopes: [], rate: RATES.special, run: apiTest },
  'auth.test': { token: 'bot', scopes: [], rate: RATES.special, run: authTest },
  'apps.connections.open': { token: 'app', scopes: [], rate: RATES.connections, run: openConnection },
};

function apiTest(call: MethodArguments): Answer {
  const error = call.text('error');
  const { token: _secret, ...args } = call.all();
  return error ? { ok: false, error, args } : { ok: true, args };
}

function authTest(_call: MethodArguments, { workspace, url }: World): Answer {
  const { team, bot } = workspace;
  return {
    ok: true,
    url: `${url}/`,
    team: team.name,
    user: bot.name,
    team_id: team.id,
    user_id: bot.userId,
    bot_id: bot.botId,
    is_enterprise_install: false,
  };
}

function openConnection(_call: MethodArguments, { sockets, workspace, url }: World): Answer {
  const address = new URL('/link/', url.replace(/^http/, 'ws'));
  address.searchParams.set('ticket', sockets.issueTicket());
  address.searchParams.set('app_id', workspace.bot.appId);
  return { ok: true, url: address.href };
}
