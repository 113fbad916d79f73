/** Probability of improvement (Agarwal et al., NeurIPS 2021), with intervals by resampling replicates. */
import { studentCdf } from '../../rating/numerics/index.js';
import type { Improvement } from '../../spec/api/index.js';
import { hashOf, randomFromHash } from '../../spec/keys/index.js';
import { halfPointsOf } from '../../vocabulary/index.js';
import { planHashOf } from '../plan/index.js';
import type { Evidence, Verdict } from '../verdict/index.js';
import { type AnalysisContext, analysisContextOf, type BlockPlayers, playersByBlock } from '../verdict/index.js';
import { type Bootstrap, bootstrapOf } from './bootstrap.js';

const RESAMPLES = 4000;

/** How often the primary contrast's first arm is better; null for a single arm and before the schedule's end. */
export function improvementOf(evidence: Evidence, verdict: Verdict): Improvement | null {
  const { primary } = evidence.plan.spec.analysis;
  if (!primary || !verdict.complete) return null;
  const arms = primary as [string, string];
  const context = analysisContextOf(evidence);
  const players = playersByBlock(context.contestants, arms, context.analysisSet.usedReplicates);
  const seed = hashOf<string>({ purpose: 'bootstrap of replicates', plan: planHashOf(evidence.plan) });
  const bootstrap: Bootstrap = (statistic, n) => bootstrapOf(statistic, n, RESAMPLES, randomFromHash(seed));
  const elo = new Map(context.rows.map((row) => [row.key, row.group === 0 ? row.elo : null]));
  const regretOf = ({ fineTuneKey, decoding }: BlockPlayers['first']): number | null =>
    context.checks
      .get(fineTuneKey!)
      ?.policyRegret?.temperatures.find(({ temperature }) => temperature === decoding?.temperature)?.child ?? null;
  return {
    arms,
    replicates: players.length,
    resamples: RESAMPLES,
    byElo: children(players, ({ key }) => elo.get(key) ?? null, bootstrap),
    byRegret: children(
      players,
      (child) => {
        const regret = regretOf(child);
        return regret === null ? null : -regret;
      },
      bootstrap,
    ),
    game: singleGame(context, players, bootstrap),
    replicate: newReplicate(verdict.contrast?.differences.map(({ difference }) => difference) ?? [], bootstrap),
  };
}

/**
 * The share of all pairs (child of the first arm, child of the second) in which the first has the larger value, ties as
 * one half: Mann and Whitney's U over n². Resamples take both children of a replicate.
 *
 * @internal
 */
export function mannWhitney(first: readonly number[], second: readonly number[], indices?: readonly number[]): number {
  const drawn = indices ?? first.map((_, i) => i);
  let wins = 0;
  for (const i of drawn) for (const j of drawn) wins += (Math.sign(first[i]! - second[j]!) + 1) / 2;
  return wins / drawn.length ** 2;
}

function children(
  players: readonly BlockPlayers[],
  better: (child: BlockPlayers['first']) => number | null,
  bootstrap: Bootstrap,
): Improvement['byElo'] {
  const values = players.map(({ first, second }) => [better(first), better(second)] as const);
  if (values.length === 0 || values.flat().includes(null)) return null;
  const [first, second] = [values.map(([a]) => a!), values.map(([, b]) => b!)];
  return {
    probability: mannWhitney(first, second),
    ...bootstrap((indices) => mannWhitney(first, second, indices), values.length),
  };
}

/** Each replicate's share of wins and draws in the direct games weighs alike. */
function singleGame(
  { analysisSet }: AnalysisContext,
  players: readonly BlockPlayers[],
  bootstrap: Bootstrap,
): Improvement['game'] {
  const shares = players.flatMap(({ block, first, second }) => {
    const halfPoints = analysisSet.games.flatMap((game) => {
      if (game.block !== block) return [];
      const hasWhite = game.white === first.key && game.black === second.key;
      return hasWhite || (game.white === second.key && game.black === first.key)
        ? [halfPointsOf(game.result, hasWhite)]
        : [];
    });
    const n = halfPoints.length;
    const share = (points: number): number => halfPoints.filter((one) => one === points).length / n;
    return n === 0 ? [] : [{ n, win: share(2), draw: share(1) }];
  });
  if (shares.length === 0) return null;
  const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  return {
    win: meanOf(shares.map(({ win }) => win)),
    draw: meanOf(shares.map(({ draw }) => draw)),
    ...bootstrap((indices) => meanOf(indices.map((i) => shares[i]!.win)), shares.length),
    games: shares.reduce((sum, { n }) => sum + n, 0),
  };
}

/**
 * Probability that the next of such values is above 0: P(T > -mean / (s √(1 + 1/n))), n - 1 degrees of freedom (the
 * predictive distribution of normal values; Geisser, Predictive Inference, 1993). Equal values: 0, ½ or 1.
 *
 * @internal
 */
export function probabilityAbove(values: readonly number[]): number {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1));
  if (!(deviation > 0)) return (Math.sign(mean) + 1) / 2;
  return studentCdf(mean / (deviation * Math.sqrt(1 + 1 / n)), n - 1);
}

function newReplicate(differences: readonly number[], bootstrap: Bootstrap): Improvement['replicate'] {
  const n = differences.length;
  if (n < 2) return null;
  const interval =
    n < 3
      ? { low: null, high: null }
      : bootstrap((indices) => probabilityAbove(indices.map((i) => differences[i]!)), n);
  return {
    above: differences.reduce((sum, value) => sum + (Math.sign(value) + 1) / 2, 0),
    probability: probabilityAbove(differences),
    ...interval,
  };
}
