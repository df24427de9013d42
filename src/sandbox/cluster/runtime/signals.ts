import { constants } from 'node:os';

/** Signal names without "SIG" to numbers, as Linux has them. */
const numbers = new Map<string, number>(
  Object.entries(constants.signals).map(([name, number]) => [name.slice(3), number]),
);

/** Signals whose default is to do nothing. */
const harmless = new Set(['CHLD', 'CONT', 'URG', 'WINCH']);

export const signalNames = (): string[] => [...numbers.keys()];

/** "9", "KILL", "SIGKILL", "kill" -> "KILL"; "0" stays "0"; undefined when there is no such signal. */
export function parseSignal(text: string): string | undefined {
  if (text === '0') return '0';
  if (/^\d+$/.test(text)) return [...numbers].find(([, number]) => number === Number(text))?.[0];
  const name = text.toUpperCase().replace(/^SIG/, '');
  return numbers.has(name) ? name : undefined;
}

export const signalNumber = (name: string): number => numbers.get(name) ?? 0;

export const exitCodeOf = (signal: string): number => 128 + signalNumber(signal);

export const isHarmless = (signal: string): boolean => harmless.has(signal);
