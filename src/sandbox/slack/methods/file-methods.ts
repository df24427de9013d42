import { refuse, refuseWithMessages } from '../answers.ts';
import type { Answer } from '../answers.ts';
import { isRecord } from '../body-values.ts';
import { writableChannel } from '../conversation-access.ts';
import { wireFile } from '../message-shapes.ts';
import type { MethodArguments } from '../method-arguments.ts';
import { post } from '../posting.ts';
import { RATES } from '../rate-limits.ts';
import type { SharedFile } from '../uploads.ts';
import type { MethodTable } from '../web-api.ts';
import type { World } from '../world.ts';

const scopes = ['files:write'];

/** The three steps of an upload (docs.slack.dev/messaging/working-with-files); the second is a POST to the given address. */
export const fileMethods: MethodTable = {
  'files.getUploadURLExternal': { token: 'bot', scopes, rate: RATES.tier4, run: getUploadUrl },
  'files.completeUploadExternal': { token: 'bot', scopes, rate: RATES.tier4, run: completeUpload },
  'files.info': { token: 'bot', scopes: ['files:read'], rate: RATES.tier4, run: filesInfo },
};

function getUploadUrl(call: MethodArguments, world: World): Answer {
  const filename = call.text('filename');
  if (!filename) return refuseWithMessages('invalid_arguments', ['missing required field: filename']);
  const length = Number(call.text('length') ?? Number.NaN);
  if (!Number.isInteger(length) || length <= 0) {
    return refuseWithMessages('invalid_arguments', ['must be greater than 0 [json-pointer:/length]']);
  }
  const seconds = Math.floor(world.now() / 1000);
  const { id, ticket } = world.uploads.open(filename, length, world.workspace.bot.userId, seconds);
  return { ok: true, upload_url: `${world.url}/upload/v1/${ticket}`, file_id: id };
}

/** Completes and shares. As at Slack, the reply lacks `shares`. */
function completeUpload(call: MethodArguments, world: World): Answer {
  const entries = entriesOf(call);
  if (!entries) return refuseWithMessages('invalid_arguments', ['missing required field: files']);
  const target = call.text('channel_id') ?? call.list('channels')[0];
  const access = target === undefined ? undefined : writableChannel(target, world);
  if (access?.kind === 'refused') return access.answer;
  const threadTs = call.text('thread_ts');
  const root = access && threadTs ? world.messages.find(access.channel.id, threadTs) : undefined;
  if (access && threadTs && !root) return refuse('thread_not_found');
  if (!entries.every(({ id }) => world.uploads.canComplete(id))) return refuse('file_not_found');
  const files = entries.flatMap(({ id, title }) => world.uploads.complete(id, title) ?? []);
  if (access)
    share(files, access.channel.id, root?.threadTs ?? root?.ts, call.text('initial_comment'), world);
  return { ok: true, files: files.map((file) => wireFile(file, world)) };
}

function filesInfo(call: MethodArguments, world: World): Answer {
  const upload = world.uploads.completed(call.text('file') ?? '');
  if (!upload) return refuse('file_not_found');
  return {
    ok: true,
    file: wireFile(upload.file, world),
    comments: [],
  };
}

function share(
  files: SharedFile[],
  channel: string,
  threadTs: string | undefined,
  comment: string | undefined,
  world: World,
): void {
  for (const file of files) file.channels.push(channel);
  const thread = threadTs === undefined ? {} : { threadTs };
  const user = world.workspace.bot.userId;
  post({ channel, user, fromBot: true, text: comment ?? '', files, ...thread }, world);
}

type Entry = { id: string; title: string | undefined };

function entriesOf(call: MethodArguments): Entry[] | undefined {
  const files = call.json('files');
  if (files.kind !== 'value' || !Array.isArray(files.value) || files.value.length === 0) return undefined;
  const entries = files.value.flatMap((entry): Entry[] => {
    if (!isRecord(entry) || typeof entry['id'] !== 'string') return [];
    return [{ id: entry['id'], title: typeof entry['title'] === 'string' ? entry['title'] : undefined }];
  });
  return entries.length === files.value.length ? entries : undefined;
}
