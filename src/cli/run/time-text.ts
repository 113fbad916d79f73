import type { PlanSeconds, UsedRates } from '../../spec/api/index.js';
import { duration } from '../shell/index.js';

/** How long a plan takes and where the figure comes from: `about 9 min on this machine (measured 2 min ago)`. */
export function timeText({ wall }: PlanSeconds, rates: Pick<UsedRates, 'measured' | 'at'>, now = new Date()): string {
  if (!rates.measured || rates.at === null) return `about ${duration(wall)} (by default rates, not measured here)`;
  const age = Math.max(0, (now.getTime() - Date.parse(rates.at)) / 1000);
  return `about ${duration(wall)} on this machine (measured ${age < 60 ? 'just now' : `${ageText(age)} ago`})`;
}

const DAY = 86_400;
const ageText = (seconds: number): string =>
  seconds < 2 * DAY ? duration(seconds) : `${Math.floor(seconds / DAY)} days`;

/** The rates of several plans as one: measured where all are, with the oldest date. */
export function jointRates(rates: readonly Pick<UsedRates, 'measured' | 'at'>[]): Pick<UsedRates, 'measured' | 'at'> {
  const times = rates.flatMap(({ at }) => (at === null ? [] : [at])).sort();
  return { measured: rates.every(({ measured }) => measured), at: times[0] ?? null };
}
