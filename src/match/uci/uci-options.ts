import type { Decoding } from '../../spec/index.js';
import { GUARDS } from '../../vocabulary/index.js';

/** The settings of a network that plays as a UCI engine. */
export interface UciSettings extends Decoding {
  readonly seed: number;
  /** Report win, draw and loss probabilities. */
  readonly showWdl: boolean;
}

/** Tournament managers store the values of `spin` options in signed 32-bit integers. */
const MAX_SEED = 2 ** 31 - 1;
const MAX_TEMPERATURE = 4;

/** The `option` lines of the settings. UCI has no fractional numbers, so the temperature is a string option. */
export function optionLines({ temperature, seed, guard, showWdl }: UciSettings): string[] {
  return [
    `option name Temperature type string default ${temperature}`,
    `option name Seed type spin default ${seed} min 0 max ${MAX_SEED}`,
    `option name Guard type combo default ${guard} ${GUARDS.map((name) => `var ${name}`).join(' ')}`,
    `option name UCI_ShowWDL type check default ${showWdl}`,
  ];
}

/**
 * The settings after the command `setoption name NAME value VALUE`, given as its words without the first; or a message
 * that explains the error.
 */
export function withOption(settings: UciSettings, words: readonly string[]): UciSettings | string {
  const at = words.indexOf('value');
  const name = words.slice(words[0] === 'name' ? 1 : 0, at < 0 ? undefined : at).join(' ');
  const value = at < 0 ? '' : words.slice(at + 1).join(' ');
  const number = value === '' ? NaN : Number(value);
  switch (name.toLowerCase()) {
    case 'temperature':
      return number >= 0 && number <= MAX_TEMPERATURE
        ? { ...settings, temperature: number }
        : `Temperature is a number from 0 to ${MAX_TEMPERATURE}`;
    case 'seed':
      return Number.isSafeInteger(number) && number >= 0 && number <= MAX_SEED
        ? { ...settings, seed: number }
        : `Seed is a whole number from 0 to ${MAX_SEED}`;
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
