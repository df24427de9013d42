import type { Message } from './messages.ts';
import { typedRichText } from './typed-rich-text.ts';
import type { SharedFile } from './uploads.ts';
import type { World } from './world.ts';

type Wire = Record<string, unknown>;

/** A message as payloads and most Web API replies carry it (recordings/slack/chat.postMessage.json, conversations.replies.json). */
export function wireMessage(message: Message, world: World): Wire {
  return { ...wireContent(message, world), ts: message.ts, ...threadFields(message, world) };
}

/** What a message says, without its place; chat.update answers with no more (recordings/slack/chat.update.json). */
export function wireContent(message: Message, world: World): Wire {
  const { workspace } = world;
  const { bot } = workspace;
  return {
    ...(message.subtype === undefined ? {} : { subtype: message.subtype }),
    ...(message.clientMsgId === undefined ? {} : { client_msg_id: message.clientMsgId }),
    user: message.user,
    type: 'message',
    ...(message.fromBot ? { bot_id: bot.botId, app_id: bot.appId, bot_profile: botProfile(world) } : {}),
    text: message.text,
    team: workspace.team.id,
    ...(message.edited ? { edited: message.edited } : {}),
    ...blocksOf(message),
    ...(message.attachments ? { attachments: message.attachments } : {}),
    ...(message.metadata === undefined ? {} : { metadata: message.metadata }),
    ...(message.files
      ? { files: message.files.map((file) => wireFile(file, world)), upload: false, display_as_bot: false }
      : {}),
  };
}

/** A file as files.info shows it (recordings/slack/files.info.json). */
export function wireFile(file: SharedFile, world: World): Wire {
  const url = fileUrl(file, world);
  return {
    id: file.id,
    created: file.created,
    timestamp: file.created,
    name: file.name,
    title: file.title,
    mimetype: file.mimetype,
    filetype: file.filetype,
    pretty_type: file.filetype,
    user: file.user,
    user_team: world.workspace.team.id,
    editable: false,
    size: file.size,
    mode: 'hosted',
    is_external: false,
    external_type: '',
    is_public: false,
    public_url_shared: false,
    display_as_bot: false,
    username: '',
    url_private: url,
    url_private_download: url,
    permalink: url,
    channels: file.channels,
    groups: [],
    ims: [],
    has_rich_preview: false,
    file_access: 'visible',
  };
}

/** A message as the person API shows it. Typed messages have no blocks there: their text says it all. */
export function personMessage(message: Message, world: World): Wire {
  const summary = world.messages.summaryOf(message);
  return {
    ts: message.ts,
    ...(message.threadTs === undefined ? {} : { threadTs: message.threadTs }),
    channel: message.channel,
    user: message.user,
    isBot: message.fromBot,
    text: message.text,
    ...(message.blocks ? { blocks: message.blocks } : {}),
    ...(message.attachments ? { attachments: message.attachments } : {}),
    ...(message.edited ? { editedTs: message.edited.ts } : {}),
    ...(message.visibleTo === undefined ? {} : { ephemeral: true }),
    ...(message.files ? { files: message.files.map((file) => personFile(file, world)) } : {}),
    ...(summary ? { replyCount: summary.count } : {}),
  };
}

/** The bot as messages name it (recordings/slack/chat.postMessage.json). */
export function botProfile({ workspace, url }: World): Wire {
  const icon = `${url}/page/favicon.svg`;
  return {
    id: workspace.bot.botId,
    app_id: workspace.bot.appId,
    name: workspace.bot.name,
    icons: { image_36: icon, image_48: icon, image_72: icon },
    deleted: false,
    updated: 0,
    team_id: workspace.team.id,
  };
}

function personFile(file: SharedFile, world: World): Wire {
  const { id, name, title, size, mimetype } = file;
  return { id, name, title, size, mimetype, url: fileUrl(file, world) };
}

function fileUrl(file: SharedFile, { url }: World): string {
  return `${url}/sandbox/files/${file.id}/${encodeURIComponent(file.name)}`;
}

function blocksOf(message: Message): Wire {
  if (message.blocks) return { blocks: message.blocks };
  const isTyped = !message.fromBot && message.subtype === undefined;
  return isTyped ? { blocks: [typedRichText(message.text, `t${message.ts.slice(-6)}`)] } : {};
}

function threadFields(message: Message, world: World): Wire {
  if (message.threadTs !== undefined && message.threadTs !== message.ts) {
    const root = world.messages.find(message.channel, message.threadTs);
    return { thread_ts: message.threadTs, ...(root ? { parent_user_id: root.user } : {}) };
  }
  const summary = world.messages.summaryOf(message);
  if (!summary) return {};
  return {
    thread_ts: message.ts,
    reply_count: summary.count,
    reply_users_count: summary.users.length,
    latest_reply: summary.latest,
    reply_users: summary.users,
    is_locked: false,
    subscribed: false,
  };
}
