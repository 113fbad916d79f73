import { ELO_PER_LOG } from './elo.js';

/** What a match between two players needs to be put on Davidson's scale. */
export interface DavidsonMatch {
  /** ν = e^η >= 0, the weight of draws: equals draw ν / (2 + ν) of their games if White has no advantage. */
  readonly drawWeight: number;
  /** White's advantage, Elo. */
  readonly whiteAdvantage: number;
}

/**
 * The weight ν of draws at which equals draw that share q of their games (0 <= q < 1): q = ν / (2 + ν).
 */
export function drawWeightOf(drawRate: number): number {
  return (2 * drawRate) / (1 - drawRate);
}

/** White's expected points above ½ for x >= 0: sinh(x/2) / (2 cosh(x/2) + ν), written so that it does not overflow. */
function pointsAbove(x: number, drawWeight: number): number {
  const size = Math.abs(x);
  const small = Math.exp(-size);
  return (Math.sign(x) * -Math.expm1(-size)) / 2 / (1 + small + drawWeight * Math.exp(-size / 2));
}

/** Derivative of `pointsAbove`: (1 + ν cosh(x/2) / 2) / (2 cosh(x/2) + ν)², as cosh² - sinh² = 1. */
function slopeOfPoints(x: number, drawWeight: number): number {
  const half = Math.exp(-Math.abs(x) / 2);
  const doubled = 1 + half * half; // 2 cosh(x/2) e^(-|x|/2)
  return (half * (half + (drawWeight * doubled) / 4)) / (doubled + drawWeight * half) ** 2;
}

/**
 * The share of points above ½ that a player who is stronger by `elo` expects with each colour in half of the games:
 * (g(d + δ) + g(d - δ)) / 2 with g(x) = sinh(x/2) / (2 cosh(x/2) + ν) (Davidson, JASA 65, 1970; order effect of
 * Davidson & Beaver, Biometrics 33, 1977; the mean over colours derived). Odd in `elo` in every bit.
 *
 * @internal
 */
export function davidsonMarginOfElo(elo: number, { drawWeight, whiteAdvantage }: DavidsonMatch): number {
  const [d, delta] = [Math.abs(elo) / ELO_PER_LOG, whiteAdvantage / ELO_PER_LOG];
  return (Math.sign(elo) * (pointsAbove(d + delta, drawWeight) + pointsAbove(d - delta, drawWeight))) / 2 + 0;
}

/**
 * The Elo difference on Davidson's scale at which a player with balanced colours expects this share of points above ½:
 * the inverse of `davidsonMarginOfElo`, and the maximum-likelihood difference of the two for given ν and δ, since
 * the points are its sufficient statistic. Odd in `margin` in every bit. Null at ±½ and beyond.
 */
export function davidsonEloOfMargin(margin: number, match: DavidsonMatch): number | null {
  const size = Math.abs(margin);
  if (!(size < 0.5)) return null;
  if (size === 0) return 0;
  let [low, high] = [0, 400];
  while (davidsonMarginOfElo(high, match) < size && high < 1e5) high *= 2;
  for (let i = 0; i < 100 && high - low > 1e-13 * high; i++) {
    const middle = (low + high) / 2;
    if (davidsonMarginOfElo(middle, match) < size) low = middle;
    else high = middle;
  }
  return (Math.sign(margin) * (low + high)) / 2;
}

/**
 * Elo per share of points at a true difference of `elo`, the inverse slope of `davidsonMarginOfElo`: the standard error
 * of a share times this is that of its Elo (delta method). Between equals without White's advantage 1600 / ln 10 / (1 -
 * q), where q is the share of draws.
 */
export function davidsonEloPerShare(match: DavidsonMatch, elo = 0): number {
  const [d, delta] = [Math.abs(elo) / ELO_PER_LOG, match.whiteAdvantage / ELO_PER_LOG];
  return (2 * ELO_PER_LOG) / (slopeOfPoints(d + delta, match.drawWeight) + slopeOfPoints(d - delta, match.drawWeight));
}
