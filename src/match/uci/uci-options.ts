import type { Decoding } from '../../spec/index.js';
import { GUARDS } from '../../vocabulary/index.js';

/** What a person may set of a network that plays as a UCI engine. */
export interface UciSettings extends Decoding {
  readonly seed: number;
  readonly showWdl: boolean;
}

/** Managers keep the numbers of `spin` options in 32 bits with a sign. */
const LARGEST_SEED = 2 ** 31 - 1;
const HOTTEST = 4;

/** UCI has no fractions, so the temperature is a text, as in other engines that have one. */
export function optionLines({ temperature, seed, guard, showWdl }: UciSettings): string[] {
  return [
    `option name Temperature type string default ${temperature}`,
    `option name Seed type spin default ${seed} min 0 max ${LARGEST_SEED}`,
    `option name Guard type combo default ${guard} ${GUARDS.map((name) => `var ${name}`).join(' ')}`,
    `option name UCI_ShowWDL type check default ${showWdl}`,
  ];
}

/** The settings after `setoption name NAME value VALUE`, its first word left out; or a line that says what is wrong. */
export function withOption(settings: UciSettings, words: readonly string[]): UciSettings | string {
  const at = words.indexOf('value');
  const name = words.slice(words[0] === 'name' ? 1 : 0, at < 0 ? undefined : at).join(' ');
  const value = at < 0 ? '' : words.slice(at + 1).join(' ');
  const number = value === '' ? NaN : Number(value);
  switch (name.toLowerCase()) {
    case 'temperature':
      return number >= 0 && number <= HOTTEST
        ? { ...settings, temperature: number }
        : `Temperature is a number from 0 to ${HOTTEST}`;
    case 'seed':
      return Number.isSafeInteger(number) && number >= 0 && number <= LARGEST_SEED
        ? { ...settings, seed: number }
        : `Seed is a whole number from 0 to ${LARGEST_SEED}`;
    case 'guard': {
      const guard = GUARDS.find((known) => known === value.toLowerCase());
      return guard ? { ...settings, guard } : `Guard is ${GUARDS.join(' or ')}`;
    }
    case 'uci_showwdl':
      return { ...settings, showWdl: value.toLowerCase() === 'true' };
    default:
      return `there is no option ${name.slice(0, 40)}`;
  }
}
