import { parsedOrUndefined } from './body-values.ts';
import type { Values } from './body-values.ts';

export type JsonArgument = { kind: 'absent' } | { kind: 'malformed' } | { kind: 'value'; value: unknown };

/** The arguments of a Web API call, whether they came as JSON or as a form in which everything is text. */
export class MethodArguments {
  readonly #values: Values;

  constructor(values: Values) {
    this.#values = values;
  }

  /** Whether the argument was sent at all, even empty. */
  has(name: string): boolean {
    return this.#values[name] !== undefined && this.#values[name] !== null;
  }

  /** A text or number as text; undefined when absent or of another type. */
  text(name: string): string | undefined {
    const value = this.#values[name];
    if (typeof value === 'string') return value;
    return typeof value === 'number' ? String(value) : undefined;
  }

  /** True for true, "true" and "1", as Slack reads booleans of a form. */
  flag(name: string): boolean {
    return [true, 'true', '1', 1].includes(this.#values[name] as boolean | string | number);
  }

  /** A whole number within bounds; absent or malformed gives the fallback. */
  integer(name: string, fallback: number, atMost: number): number {
    const value = Number(this.text(name) ?? fallback);
    return Number.isInteger(value) && value > 0 ? Math.min(value, atMost) : fallback;
  }

  /** A list that came as a JSON array or as text with commas. */
  list(name: string): string[] {
    const value = this.#values[name];
    if (Array.isArray(value)) return value.map(String);
    const parts = (this.text(name) ?? '').split(',').map((part) => part.trim());
    return parts.filter((part) => part !== '');
  }

  /** A JSON argument such as `blocks`, which a form body carries as text. */
  json(name: string): JsonArgument {
    const value = this.#values[name];
    if (value === undefined || value === null || value === '') return { kind: 'absent' };
    if (typeof value !== 'string') return { kind: 'value', value };
    const parsed = parsedOrUndefined(value);
    return parsed === undefined ? { kind: 'malformed' } : { kind: 'value', value: parsed };
  }

  /** Everything that was sent, for api.test, which echoes it. */
  all(): Values {
    return this.#values;
  }
}
