/** How numbers and times are written. */
import type { Result } from '../../vocabulary/index.js';

export const whole = (value: number): string => Math.round(value).toLocaleString('en-GB');
const isZero = (text: string): boolean => Number(text) === 0;
/** What rounds to zero has no sign. */
export function fixed(value: number, digits: number): string {
  const text = value.toFixed(digits);
  return isZero(text) ? text.replace('-', '') : text.replace('-', '−');
}
export function signed(value: number, digits = 1): string {
  const text = fixed(value, digits);
  return value > 0 && !isZero(text) ? `+${text}` : text;
}
export const percent = (value: number, digits = 0): string => `${fixed(100 * value, digits)} %`;
export const short = (hash: string): string => hash.slice(0, 8);

/** 1.23e15 FLOP as `1.23 P`. */
export function si(value: number, digits = 2): string {
  const units = ['', 'k', 'M', 'G', 'T', 'P', 'E'];
  let step = 0;
  let rest = value;
  while (Math.abs(rest) >= 1000 && step < units.length - 1) {
    rest /= 1000;
    step++;
  }
  return `${step === 0 ? whole(rest) : rest.toFixed(rest >= 100 ? 0 : rest >= 10 ? 1 : digits)} ${units[step]!}`.trim();
}

/** Seconds in the two largest units that matter. */
export function duration(seconds: number): string {
  if (seconds < 1) return '< 1 s';
  if (seconds < 90) return `${Math.round(seconds)} s`;
  const minutes = seconds / 60;
  if (minutes < 90) return `${Math.round(minutes)} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours} h ${Math.round(minutes % 60)} min`;
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

export const clock = (at: Date | string): string => new Date(at).toLocaleTimeString('en-GB');
export const dateTime = (at: string): string =>
  new Date(at).toLocaleString('en-GB', {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  });

/** How long ago, roughly. */
export function ago(at: string, now = Date.now()): string {
  const seconds = Math.max(0, (now - Date.parse(at)) / 1000);
  return seconds < 5 ? 'just now' : `${duration(seconds)} ago`;
}

/** The points of the player of one colour; nothing while the game goes on. */
export const pointsText = (result: Result | null, white: boolean): string =>
  result === null ? '' : result === '1/2-1/2' ? '½' : (result === '1-0') === white ? '1' : '0';

/** `threefold-repetition` as `threefold repetition`. */
export const words = (name: string): string => name.replaceAll('-', ' ');
