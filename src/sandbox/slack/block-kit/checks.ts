import { isRecord } from '../body-values.ts';

/** Judges a value at a JSON pointer; answers the problems in Slack's words, none when it is accepted. */
export type Check = (value: unknown, pointer: string) => string[];

/** The words of a problem with the place, as in `response_metadata.messages`. */
export function problem(message: string, pointer: string): string {
  return `${message} [json-pointer:${pointer}]`;
}

/** A text of `min` to `max` characters, counted as code points. */
export function string(max: number, min = 1): Check {
  return (value, pointer) => {
    if (typeof value !== 'string') return [problem('must provide a string', pointer)];
    const length = Array.from(value).length;
    if (length > max) return [problem(`must be less than ${max + 1} characters`, pointer)];
    return length < min ? [problem(`must be more than ${min - 1} characters`, pointer)] : [];
  };
}

export const flag: Check = (value, pointer) =>
  typeof value === 'boolean' ? [] : [problem('must provide a boolean', pointer)];

export const integer: Check = (value, pointer) =>
  Number.isInteger(value) ? [] : [problem('must provide an integer', pointer)];

/** An integer of at least `min` and at most `max`. */
export function integerWithin(min: number, max: number): Check {
  return (value, pointer) => {
    const problems = integer(value, pointer);
    if (problems.length > 0) return problems;
    if (Number(value) < min) return [problem(`must be greater than ${min - 1}`, pointer)];
    return Number(value) > max ? [problem(`must be less than ${max + 1}`, pointer)] : [];
  };
}

export const number: Check = (value, pointer) =>
  typeof value === 'number' ? [] : [problem('must provide a number', pointer)];

export const anything: Check = () => [];

/** One of the listed words. */
export function word(...allowed: string[]): Check {
  return (value, pointer) =>
    allowed.includes(String(value)) ? [] : [problem(`must be one of: ${allowed.join(', ')}`, pointer)];
}

/** An http or https address of at most `max` characters. */
export function address(max: number): Check {
  const text = string(max);
  return (value, pointer) => {
    const problems = text(value, pointer);
    if (problems.length > 0) return problems;
    const protocol = URL.parse(String(value))?.protocol ?? '';
    return ['http:', 'https:'].includes(protocol) ? [] : [problem('invalid url', pointer)];
  };
}

/** A list of `min` to `max` items. */
export function list(item: Check, max: number, min = 1): Check {
  return (value, pointer) => {
    if (!Array.isArray(value)) return [problem('must provide an array', pointer)];
    if (value.length > max) return [problem(`no more than ${max} items allowed`, pointer)];
    if (value.length < min) return [problem(`no fewer than ${min} items allowed`, pointer)];
    return value.flatMap((one, index) => item(one, `${pointer}/${index}`));
  };
}

/** An object with exactly these properties; `type` is judged by whoever chose this check by it. */
export function object(required: Record<string, Check>, optional: Record<string, Check> = {}): Check {
  return (value, pointer) => {
    if (!isRecord(value)) return [problem('must provide an object', pointer)];
    const missing = Object.keys(required).filter((key) => value[key] === undefined);
    const known: Record<string, Check> = { type: anything, ...required, ...optional };
    const present = Object.keys(value).filter((key) => value[key] !== undefined);
    const unknown = present.filter((key) => !Object.hasOwn(known, key));
    return [
      ...missing.map((key) => problem(`missing required field: ${key}`, pointer)),
      ...unknown.map((key) => problem(`invalid additional property: ${key}`, pointer)),
      ...present.flatMap((key) =>
        unknown.includes(key) ? [] : (known[key] ?? anything)(value[key], `${pointer}/${key}`),
      ),
    ];
  };
}

/** Wants at least one of the named properties besides what the check itself wants. */
export function withOneOf(names: readonly string[], check: Check): Check {
  const wanted = names.map((name) => `\`${name}\``).join(' or ');
  return (value, pointer) => {
    const isThere = isRecord(value) && names.some((name) => value[name] !== undefined);
    const missing = isThere ? [] : [problem(`must define either ${wanted}`, pointer)];
    return [...check(value, pointer), ...missing];
  };
}

/** An object whose `type` chooses its check; a type that is not in the table is refused. */
export function tagged(table: Readonly<Record<string, Check>>): Check {
  return (value, pointer) => {
    if (!isRecord(value)) return [problem('must provide an object', pointer)];
    const type = value['type'];
    if (type === undefined) return [problem('missing required field: type', pointer)];
    const check = typeof type === 'string' && Object.hasOwn(table, type) ? table[type] : undefined;
    return check
      ? check(value, pointer)
      : [problem(`unsupported type: ${typeof type === 'string' ? type : typeof type}`, `${pointer}/type`)];
  };
}
