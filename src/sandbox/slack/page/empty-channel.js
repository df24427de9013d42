/** What an empty channel says: what can be done here, as something to click. */
import { el, icon } from './dom.js';

const EXAMPLE = '/debug pod api-7f9 busybox';

/** `fill` puts text into the message box, `addBot` brings the app into the channel. */
export function emptyChannel({ directory, channel, personId, fill, addBot }) {
  const { bot, people, commands } = directory.workspace;
  if (!channel.members.includes(bot.userId)) return withoutBot({ bot, channel, addBot });
  // The first of the workspace is the one who asks.
  const approver = people.slice(1).find((person) => person.id !== personId);
  const firstName = approver ? directory.user(approver.id).name.split(' ')[0] : 'somebody else';
  if (channel.isIm)
    return quiet(
      `Your messages with ${bot.appName}`,
      `What ${bot.appName} has to tell you alone stands here.`,
    );
  if (!commands.some(({ command }) => EXAMPLE.startsWith(`${command} `)))
    return quiet(`This is the beginning of #${channel.name}`, 'Nobody has said anything yet.');
  return el(
    'div',
    { class: 'empty' },
    el('div', { class: 'empty-mark' }, icon('keyhole')),
    el('h3', {}, 'Something is wrong with a pod?'),
    el(
      'p',
      {},
      `Ask ${bot.appName} for a look inside. It needs somebody’s yes, and everybody here sees what it does.`,
    ),
    el(
      'ol',
      { class: 'steps' },
      el(
        'li',
        {},
        el('strong', {}, 'Ask'),
        el('span', {}, 'Name a pod and an image with the tools you need.'),
      ),
      el(
        'li',
        {},
        el('strong', {}, 'Approve'),
        el('span', {}, `Become ${firstName} at the top, and press the button.`),
      ),
      el(
        'li',
        {},
        el('strong', {}, 'Watch'),
        el('span', {}, 'The thread shows what ran and what it printed.'),
      ),
    ),
    el(
      'button',
      { type: 'button', class: 'button button-primary try', onclick: () => fill(EXAMPLE) },
      'Try ',
      el('code', {}, EXAMPLE),
    ),
  );
}

function withoutBot({ bot, channel, addBot }) {
  return el(
    'div',
    { class: 'empty' },
    el('div', { class: 'empty-mark' }, icon('keyhole')),
    el('h3', {}, `${bot.appName} is not in #${channel.name}`),
    el('p', {}, 'It can only speak where it has been added.'),
    el('button', { type: 'button', class: 'button', onclick: () => void addBot() }, `Add ${bot.appName}`),
  );
}

function quiet(title, text) {
  return el('div', { class: 'empty' }, el('h3', {}, title), el('p', {}, text));
}
