/** Emoji by Slack's names. The ones that a bot's cards live by are drawn, so that they look the same on every machine. */
import { el, icon } from './dom.js';

/** name: [character, drawing in icons.svg or undefined, other names…] */
const EMOJI = {
  white_check_mark: ['✅', 'check-box', 'heavy_check_mark', 'ballot_box_with_check'],
  x: ['❌', 'cross', 'negative_squared_cross_mark'],
  hourglass_flowing_sand: ['⏳', 'hourglass', 'hourglass'],
  lock: ['🔒', 'lock-emoji', 'lock_with_ink_pen'],
  unlock: ['🔓', 'unlock'],
  closed_lock_with_key: ['🔐', 'lock-emoji'],
  key: ['🔑', 'key', 'old_key'],
  mag: ['🔍', 'magnifier', 'mag_right'],
  warning: ['⚠️', 'warning'],
  no_entry: ['⛔', 'no-entry', 'no_entry_sign'],
  octagonal_sign: ['🛑', 'stop-sign', 'stop_sign'],
  eyes: ['👀', 'eyes'],
  rocket: ['🚀', 'rocket'],
  stopwatch: ['⏱️', 'stopwatch', 'timer_clock', 'alarm_clock'],
  clock3: ['🕒', 'clock', 'clock', 'clock1', 'clock9', 'clock12'],
  microscope: ['🔬', 'microscope'],
  information_source: ['ℹ️', 'info'],
  rotating_light: ['🚨', 'siren'],
  large_green_circle: ['🟢', 'dot-green', 'green_circle'],
  large_yellow_circle: ['🟡', 'dot-yellow', 'yellow_circle'],
  large_orange_circle: ['🟠', 'dot-yellow'],
  red_circle: ['🔴', 'dot-red', 'large_red_circle'],
  large_blue_circle: ['🔵', 'dot-blue', 'blue_circle'],
  white_circle: ['⚪', 'dot-grey'],
  scroll: ['📜', 'page', 'memo', 'page_facing_up', 'clipboard'],
  tada: ['🎉'],
  wave: ['👋'],
  fire: ['🔥'],
  bulb: ['💡'],
  zap: ['⚡'],
  gear: ['⚙️', 'gear', 'wrench', 'hammer_and_wrench'],
  package: ['📦', 'package'],
  scissors: ['✂️', 'scissors'],
  link: ['🔗'],
  question: ['❓', 'question'],
  bell: ['🔔', 'bell'],
  snowflake: ['❄️', 'snowflake'],
  sunny: ['☀️', 'sun'],
  thread: ['🧵', 'thread'],
  black_square_button: ['🔲', 'square'],
  shield: ['🛡️', 'shield'],
  arrow_right: ['➡️'],
  arrows_counterclockwise: ['🔄'],
  speech_balloon: ['💬'],
  thinking_face: ['🤔'],
  '+1': ['👍', undefined, 'thumbsup'],
  '-1': ['👎', undefined, 'thumbsdown'],
  robot_face: ['🤖'],
  detective: ['🕵️', undefined, 'sleuth_or_spy'],
  bust_in_silhouette: ['👤', 'person', 'busts_in_silhouette'],
};

const byName = new Map();
const byCharacter = new Map();
for (const [name, [character, drawing, ...aliases]] of Object.entries(EMOJI)) {
  const entry = { name, character, drawing };
  for (const each of [name, ...aliases]) byName.set(each, entry);
  byCharacter.set(character.replace('\uFE0F', ''), entry);
}

const CHARACTERS = new RegExp(`(?:${[...byCharacter.keys()].join('|')})\uFE0F?`, 'gu');

export function isEmoji(name) {
  return byName.has(name);
}

/** The emoji of that name; an unknown one stays as it was written. */
export function emoji(name) {
  const entry = byName.get(name);
  return entry ? drawn(entry) : `:${name}:`;
}

function drawn({ name, character, drawing }) {
  const label = name.replaceAll('_', ' ');
  return el(
    'span',
    { class: 'emoji', role: 'img', 'aria-label': label, title: `:${name}:` },
    drawing ? icon(drawing) : character,
  );
}

/** Nodes of plain text in which emoji characters are drawn and, when `names` is set, :names: too. */
export function withEmoji(text, { names = false } = {}) {
  const pattern = names ? new RegExp(`${CHARACTERS.source}|:([a-z0-9_+'-]+):`, 'gu') : CHARACTERS;
  const nodes = [];
  let end = 0;
  for (const match of text.matchAll(pattern)) {
    const entry = match[1] ? byName.get(match[1]) : byCharacter.get(match[0].replace('\uFE0F', ''));
    if (!entry) continue;
    nodes.push(text.slice(end, match.index), drawn(entry));
    end = match.index + match[0].length;
  }
  return [...nodes, text.slice(end)].filter((node) => node !== '');
}
