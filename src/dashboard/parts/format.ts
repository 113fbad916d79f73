/** Numbers, times, results and identifiers as text. */
import type { CheckPart, Result } from '../../vocabulary/index.js';

/** Rounded to an integer, with separators of thousands. */
export const integer = (value: number): string => Math.round(value).toLocaleString('en-GB');
const isZero = (text: string): boolean => Number(text) === 0;
/** A fixed number of decimals. A value that rounds to zero has no sign. */
export function fixed(value: number, digits: number): string {
  const text = value.toFixed(digits);
  return isZero(text) ? text.replace('-', '') : text.replace('-', '−');
}
/** A fixed number of decimals with a sign, also a plus sign. */
export function signed(value: number, digits = 1): string {
  const text = fixed(value, digits);
  return value > 0 && !isZero(text) ? `+${text}` : text;
}
/** A share from 0 to 1 in percent. */
export const percent = (value: number, digits = 0): string => `${fixed(100 * value, digits)} %`;
/** The first eight digits of a hash. */
export const shortHash = (hash: string): string => hash.slice(0, 8);

/** A number with an SI prefix, such as `1.23 P` for 1.23e15. */
export function si(value: number, digits = 2): string {
  const prefixes = ['', 'k', 'M', 'G', 'T', 'P', 'E'];
  let power = 0;
  let scaled = value;
  while (Math.abs(scaled) >= 1000 && power < prefixes.length - 1) {
    scaled /= 1000;
    power++;
  }
  const decimals = scaled >= 100 ? 0 : scaled >= 10 ? 1 : digits;
  return `${power === 0 ? integer(scaled) : scaled.toFixed(decimals)} ${prefixes[power]!}`.trim();
}

/** A duration given in seconds, in its one or two largest units. */
export function duration(seconds: number): string {
  if (seconds < 1) return '< 1 s';
  if (seconds < 90) return `${Math.round(seconds)} s`;
  const minutes = seconds / 60;
  if (minutes < 90) return `${Math.round(minutes)} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours} h ${Math.round(minutes % 60)} min`;
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** Seconds between two times (ISO 8601); null if either is null. */
export const secondsBetween = (start: string | null, end: string | null): number | null =>
  start && end ? (Date.parse(end) - Date.parse(start)) / 1000 : null;

/** Time of day with seconds. */
export const timeOfDay = (at: Date | string): string => new Date(at).toLocaleTimeString('en-GB');
/** Date and time of day without seconds. */
export const dateTime = (at: string): string =>
  new Date(at).toLocaleString('en-GB', {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  });

/** The time from `at` (ISO 8601) to `now` (milliseconds since the epoch), such as `3 min ago`. */
export function ago(at: string, now = Date.now()): string {
  const seconds = Math.max(0, (now - Date.parse(at)) / 1000);
  return seconds < 5 ? 'just now' : `${duration(seconds)} ago`;
}

/** Dashes replaced by spaces: `threefold-repetition` as `threefold repetition`. */
export const undashed = (name: string): string => name.replaceAll('-', ' ');
/** A name in camel case as lower-case words: `maxTokens` as `max tokens`. */
export const uncamelled = (name: string): string => name.replace(/([A-Z])/g, ' $1').toLowerCase();

const CHECK_PART_NAMES: Readonly<Record<CheckPart, string>> = {
  base: 'the base',
  replies: 'replies',
  chat: 'held-out dialogue',
  board: 'chess policy and puzzles',
  regret: 'policy regret',
};
/** What a part of the checks measures. */
export const checkPartName = (part: CheckPart): string => CHECK_PART_NAMES[part];

/** The result of a game: `1/2-1/2` as `½–½`. */
export const resultText = (result: Result): string => result.replaceAll('1/2', '½').replace('-', '–');
/** The points of one side, or an empty string if the game has no result yet. */
export function pointsText(result: Result | null, side: 'white' | 'black'): string {
  if (result === null) return '';
  if (result === '1/2-1/2') return '½';
  return (result === '1-0') === (side === 'white') ? '1' : '0';
}
