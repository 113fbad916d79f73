import type { ContestantKey, Result } from '../../vocabulary/index.js';
import type { PlannedGame } from '../plan/index.js';

export interface PrefixGame extends Pick<PlannedGame, 'number' | 'pair' | 'block' | 'white' | 'black'> {
  readonly result: Result;
}
export interface Prefix {
  readonly games: readonly PrefixGame[];
  /** The blocks of which every game is in the prefix. */
  readonly blocks: readonly number[];
  /** Whether the whole schedule, without the excluded contestants, has been played. */
  readonly complete: boolean;
}

/**
 * The longest run of whole pairs from the start of the schedule that has all its results. Short games arrive first, so
 * whatever order results come in, only this enters inference. Games of excluded contestants (those that could never be
 * trained) are taken out of the schedule, played or not.
 */
export function completePrefix(
  schedule: readonly PlannedGame[],
  results: ReadonlyMap<number, Result>,
  excluded: ReadonlySet<ContestantKey> = new Set(),
): Prefix {
  const due = schedule.filter(({ white, black }) => !excluded.has(white) && !excluded.has(black));
  let end = due.findIndex(({ number }) => !results.has(number));
  if (end === -1) end = due.length;
  const cut = due[end]?.pair; // a pair with one leg missing is left out whole
  const played = due.slice(0, end).filter(({ pair }) => pair !== cut);
  const open = new Set(due.slice(played.length).map(({ block }) => block));
  return {
    games: played.map(({ number, pair, block, white, black }) => ({
      number,
      pair,
      block,
      white,
      black,
      result: results.get(number)!,
    })),
    blocks: [...new Set(played.map(({ block }) => block))].filter((block) => !open.has(block)),
    complete: played.length === due.length,
  };
}
