/** Parts of the direct games of two arms: by opening and by colour. */
import { type DavidsonMatch, davidsonEloOfMargin } from '../../rating/elo/index.js';
import type { ReplicateDifference } from '../../spec/api/index.js';
import { halfPointsOf } from '../../vocabulary/index.js';
import type { SealedTournament } from '../plan/index.js';
import { type BlockPlayers, type DirectMatch, directDifferences, type PrefixGame } from '../verdict/index.js';
import { type Finding, overReplicates, unavailable } from './over-replicates.js';

/** Elo if every difference is finite in it, else shares of points. */
export function findingOf(differences: readonly Pick<ReplicateDifference, 'elo' | 'score'>[], games: number): Finding {
  if (differences.length === 0) return unavailable('no such games');
  const elos = differences.flatMap(({ elo }) => elo ?? []);
  const finite = elos.length === differences.length;
  const values = finite ? elos : differences.map(({ score }) => score!);
  return { ...overReplicates(values, games), scale: finite ? 'elo' : 'score' };
}

/** The direct games of those rounds, from 0, that `isIn` says; `block` counts from 1. */
export function onRounds(
  matches: readonly DirectMatch[],
  scale: DavidsonMatch,
  isIn: (round: number, block: number) => boolean,
): Finding {
  const parts = matches.flatMap(({ block, pairs }): DirectMatch[] => {
    // a pairing plays the first rounds of its block, a pair each
    const own = pairs.filter((_, round) => isIn(round, block));
    const margin = own.reduce((sum, pair) => sum + pair, 0) / (2 * own.length);
    return own.length === 0 ? [] : [{ block, margin, pairs: own }];
  });
  const games = parts.reduce((sum, { pairs }) => sum + 2 * pairs.length, 0);
  return findingOf(directDifferences(parts, scale), games);
}

/** Openings of a plan in two halves, by the alphabetical order of their moves: whether one is in the first. */
export function firstHalfOfOpenings({ openings, spec }: SealedTournament): (round: number, block: number) => boolean {
  const distinct = [...new Set(openings)].sort();
  const first = new Set(distinct.slice(0, Math.ceil(distinct.length / 2)));
  return (round, block) => first.has(openings[(block - 1) * spec.pairs + round]!);
}

/** The direct games in which the first arm's child has White (`true`) or Black; White's advantage is taken off. */
export function withColour(
  games: readonly PrefixGame[],
  players: readonly BlockPlayers[],
  scale: DavidsonMatch,
  hasWhite: boolean,
): Finding {
  let count = 0;
  const margins = players.flatMap(({ block, first, second }): number[] => {
    const [white, black] = hasWhite ? [first.key, second.key] : [second.key, first.key];
    const own = games.filter((game) => game.block === block && game.white === white && game.black === black);
    if (own.length === 0) return [];
    count += own.length;
    return [own.reduce((sum, { result }) => sum + halfPointsOf(result, hasWhite), 0) / (2 * own.length) - 0.5];
  });
  if (margins.length === 0) return unavailable('no such games');
  const advantage = hasWhite ? scale.whiteAdvantage : -scale.whiteAdvantage;
  const elos = margins.flatMap((margin) => {
    const ahead = davidsonEloOfMargin(margin, { ...scale, whiteAdvantage: 0 });
    return ahead === null ? [] : [ahead - advantage];
  });
  // shares of points of one colour would compare White with Black
  if (elos.length < margins.length) return unavailable('in some replicate one child took every point');
  return overReplicates(elos, count);
}
