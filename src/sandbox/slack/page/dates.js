/** Times as a person reads them, from Slack's timestamps (seconds since 1970, with a fraction that makes them unique). */

const part = (options) => (date) => date.toLocaleString([], options);

const time = part({ hour: '2-digit', minute: '2-digit' });
const short = part({ day: 'numeric', month: 'short' });
const long = part({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
const medium = part({ day: 'numeric', month: 'long', year: 'numeric' });

const TOKENS = {
  date_num: part({ year: 'numeric', month: '2-digit', day: '2-digit' }),
  date: medium,
  date_short: part({ day: 'numeric', month: 'short', year: 'numeric' }),
  date_long: long,
  date_pretty: (date) => relativeDay(date)?.toLowerCase() ?? medium(date),
  date_short_pretty: (date) => relativeDay(date)?.toLowerCase() ?? short(date),
  date_long_pretty: (date) => relativeDay(date)?.toLowerCase() ?? long(date),
  time,
  time_secs: part({ hour: '2-digit', minute: '2-digit', second: '2-digit' }),
  ago: (date) => ago(date),
};

export function dateOf(ts) {
  return new Date(Number(ts) * 1000);
}

export function clockTime(ts) {
  return time(dateOf(ts));
}

export function fullTime(ts) {
  return dateOf(ts).toLocaleString([], { dateStyle: 'full', timeStyle: 'medium' });
}

/** "Today", "Yesterday" or the long date. */
export function dayName(ts) {
  const date = dateOf(ts);
  return relativeDay(date) ?? long(date);
}

export function isSameDay(ts, otherTs) {
  return dateOf(ts).toDateString() === dateOf(otherTs).toDateString();
}

/** Fills the {date…} and {time…} tokens of Slack's date format; undefined when `ts` is no time. */
export function formatDate(ts, format) {
  const date = dateOf(ts);
  if (Number.isNaN(date.getTime())) return undefined;
  return format.replace(/\{(\w+)\}/g, (whole, name) =>
    Object.hasOwn(TOKENS, name) ? TOKENS[name](date) : whole,
  );
}

function relativeDay(date) {
  const midnight = (day) => new Date(day.getFullYear(), day.getMonth(), day.getDate()).getTime();
  const days = Math.round((midnight(date) - midnight(new Date())) / 86_400_000);
  return { '-1': 'Yesterday', 0: 'Today', 1: 'Tomorrow' }[days];
}

function ago(date) {
  const minutes = Math.round((date.getTime() - Date.now()) / 60_000);
  const relative = new Intl.RelativeTimeFormat([], { numeric: 'auto' });
  if (Math.abs(minutes) < 60) return relative.format(minutes, 'minute');
  if (Math.abs(minutes) < 48 * 60) return relative.format(Math.round(minutes / 60), 'hour');
  return relative.format(Math.round(minutes / 1440), 'day');
}
