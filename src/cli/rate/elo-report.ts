import { type EloEstimate, eloOfGames, eloOfPairs, pairsRatio, perfectEnds } from '../../rating/elo/index.js';
import { type SprtPlan, type SprtState, type StoppedEstimate, sprt } from '../../rating/sequential/index.js';

/** The output of `sentimate elo --json`; null for what the results do not determine. Elo, LLR in nats. */
export interface EloReport extends Omit<EloEstimate, 'units'> {
  readonly pairsRatio: number | null;
  readonly llr: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
  readonly state: SprtState | null;
  readonly afterStop?: StoppedEstimate;
}

/** Results of the first player: wins, draws, losses; or pairs with 0, ½, 1, 1½ and 2 points. */
export type Results =
  | { readonly wdl: readonly [number, number, number] }
  | { readonly pairs: readonly [number, number, number, number, number] };

/** Estimates the Elo difference and, with a plan, runs the SPRT. `units` is the number of games or pairs. */
export function eloReport(results: Results, plan?: SprtPlan): { report: EloReport; units: number } {
  const wdl = 'wdl' in results ? results.wdl : undefined;
  const pairs = 'pairs' in results ? results.pairs : undefined;
  const { units, ...known } = wdl ? eloOfGames(...wdl) : eloOfPairs(pairs!);
  const result = plan && sprt(wdl ? [wdl[2], wdl[1], wdl[0]] : pairs!, plan);
  const report: EloReport = {
    score: known.score,
    elo: known.elo,
    eloLow: known.eloLow,
    eloHigh: known.eloHigh,
    ...perfectEnds(known.score, wdl ? units : 2 * units),
    nelo: known.nelo,
    neloError: known.neloError,
    los: known.los,
    drawRatio: known.drawRatio,
    pairsRatio: pairs ? pairsRatio(pairs) : null,
    llr: result?.llr ?? null,
    lower: result?.lower ?? null,
    upper: result?.upper ?? null,
    state: result?.state ?? null,
    ...(result?.afterStop ? { afterStop: result.afterStop } : {}),
  };
  return { report, units };
}
