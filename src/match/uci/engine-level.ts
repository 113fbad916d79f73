/** The playing strength of an engine, in the options of Stockfish and engines derived from it. */
import { EngineError } from './uci-engine.js';
import type { UciOption } from './uci-lines.js';

/** `lowest` is the lowest Elo that the engine's option allows. */
export type EngineLevel = { readonly elo: number | 'lowest' } | { readonly skill: number } | 'full';

/** Parses `lowest`, an Elo such as `1350`, `skill:0` or `full`; returns undefined for any other text. */
export function parseLevel(text: string): EngineLevel | undefined {
  if (text === 'full') return 'full';
  if (text === 'lowest') return { elo: 'lowest' };
  const match = /^(?:(skill):)?(\d{1,4})$/.exec(text);
  if (!match) return undefined;
  return match[1] ? { skill: Number(match[2]) } : { elo: Number(match[2]) };
}

/** A level as options of a particular engine. */
export interface ResolvedLevel {
  /** `Elo 1350`, `skill 0` or `full strength`. */
  readonly name: string;
  /** On the engine's own scale; null for a level without an Elo. */
  readonly elo: number | null;
  readonly options: Readonly<Record<string, number | boolean>>;
}

/**
 * Translates a level into options of an engine (`options` by lower-case name). Throws EngineError `engine-option` when
 * the engine lacks the option or the level is out of its range.
 */
export function resolveLevel(
  level: EngineLevel,
  engine: string,
  options: ReadonlyMap<string, UciOption>,
): ResolvedLevel {
  if (level === 'full') return { name: 'full strength', elo: null, options: {} };
  const [name, value] = 'skill' in level ? ['Skill Level', level.skill] : ['UCI_Elo', level.elo];
  const option = options.get(name.toLowerCase());
  if (!option || (name === 'UCI_Elo' && !options.has('uci_limitstrength'))) {
    throw new EngineError(
      'engine-option',
      `${engine} has no option ${name}; its strength can only be limited by nodes, depth or time (level full)`,
    );
  }
  const { min, max } = option;
  const number = value === 'lowest' ? min : value;
  if (number === undefined || number < (min ?? -Infinity) || number > (max ?? Infinity)) {
    throw new EngineError('engine-option', `${engine} takes ${name} from ${min} to ${max}, not ${value}`);
  }
  if (name === 'UCI_Elo')
    return { name: `Elo ${number}`, elo: number, options: { UCI_LimitStrength: true, UCI_Elo: number } };
  return { name: `skill ${number}`, elo: null, options: { 'Skill Level': number } };
}
