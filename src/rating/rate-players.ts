import { perfectScorerBound, sideOf, type Side } from './bounds.js';
import { componentsOf } from './components.js';
import { centredCovariance, constraintsOf, factorWith } from './davidson-scale.js';
import { ELO_PER_LOG } from './elo.js';
import { fitPlayers, type PlayersFit } from './fit-players.js';
import { invertCholesky } from './linear-algebra.js';
import { Z95 } from './normal.js';
import type { ModelName } from './outcome-models.js';
import { asCells, cellsWhere, type PairCells } from './pair-cells.js';
import { bayesEloScale } from './score-models.js';

export interface RateSettings {
  readonly model: ModelName;
  /** Elo, or fitted to the games. */
  readonly whiteAdvantage: 'fit' | number;
  /** Weight of draws on BayesElo's scale: equals draw (t - 1) / (t + 1) of their games, t = 10^(drawElo/400). */
  readonly drawElo: 'fit' | number;
  readonly anchor?: { readonly player: number; readonly elo: number };
}

export interface PlayerRating {
  /** Null where the games determine none. */
  readonly elo: number | null;
  /** Half-width of the 95 % interval; of the difference to the anchor where there is one. */
  readonly error: number | null;
  /** One-sided 95 % bound of one who took every point or none. */
  readonly bound?: { readonly side: Side; readonly elo: number };
}

export interface PlayersRating {
  readonly players: readonly PlayerRating[];
  /** Those on one scale, by index. */
  readonly components: readonly (readonly number[])[];
  /** Elo; null where the games do not determine it. */
  readonly whiteAdvantage: number | null;
  /** ln ν (davidson) or half the log of BayesElo's weight; null in the logistic model and where nothing determines it. */
  readonly eta: number | null;
  readonly logLikelihood: number | null;
  readonly fit: PlayersFit | undefined;
  /** Group of each player that has a rating, -1 for others. */
  readonly groupOf: Int32Array;
  /** Elo² between all players, row-major; undefined above 3,000 players. */
  readonly covariance: Float64Array | undefined;
}

/** Beyond this a covariance would take minutes and gigabytes. */
const COVARIANCE_PLAYERS = 3000;
/** BayesElo's prior: virtual draws a player. */
const PRIOR_DRAWS = 2;

/**
 * Rates all players together from their games. Each group that is connected both ways has a scale of its own with mean 0 (or the
 * anchor's), White's advantage and draws being shared. With BayesElo's prior whoever met is connected, and nobody is unrated.
 */
export function ratePlayers(games: PairCells, { model, whiteAdvantage, drawElo, anchor }: RateSettings): PlayersRating {
  const n = games.players;
  const cells = model === 'bayeselo' ? withPrior(games) : games;
  const all = componentsOf(asCells(cells), n);
  const groups = all.filter(({ length }) => length > 1);
  const groupOf = new Int32Array(n).fill(-1);
  groups.forEach((group, g) => group.forEach((player) => (groupOf[player] = g)));
  const inside = cellsWhere(cells, (w, b) => groupOf[w] !== -1 && groupOf[w] === groupOf[b]);

  const total = (column: Float64Array): number => column.reduce((sum, value) => sum + value, 0);
  const [drawn, decided] = [total(inside.draws), total(inside.wins) + total(inside.losses)];
  const t = drawElo === 'fit' ? (decided > 0 ? (decided + 2 * drawn) / decided : Infinity) : 10 ** (drawElo / 400);
  const etaStart = model === 'bayeselo' ? Math.log(t) : Math.log(t - 1);
  const known = groups.length > 0 && (Number.isFinite(t) || model === 'logistic');
  const fitEta = model !== 'logistic' && drawElo === 'fit' && drawn > 0;
  const fitDelta = whiteAdvantage === 'fit' && advantageShows(inside);
  const base = { model, fitEta, grounded: groups.map((group) => group[0]!), delta: whiteAdvantage === 'fit' ? 0 : whiteAdvantage / ELO_PER_LOG, eta: etaStart };
  const first = known && fitDelta ? fitPlayers(inside, { ...base, fitDelta }) : undefined;
  const fit = first ?? (known ? fitPlayers(inside, { ...base, fitDelta: false }) : undefined);
  if (!fit) return { players: whitewash(games, base.delta) ?? Array.from({ length: n }, () => ({ elo: null, error: null })), components: n === 2 ? [[0, 1]] : all, whiteAdvantage: null, eta: null, logLikelihood: null, fit, groupOf: groupOf.fill(-1), covariance: undefined };

  const shown = model === 'bayeselo' ? ELO_PER_LOG * bayesEloScale(fit.eta * ELO_PER_LOG) : ELO_PER_LOG;
  for (const group of groups) {
    const reference = anchor && group.includes(anchor.player) ? fit.lambda[anchor.player]! - anchor.elo / shown : group.reduce((sum, i) => sum + fit.lambda[i]!, 0) / group.length;
    for (const i of group) fit.lambda[i]! -= reference;
  }
  const covariance = n <= COVARIANCE_PLAYERS ? covarianceOf(inside, fit, groups, { fitDelta: first !== undefined, fitEta, spread: shown ** 2 * drawnShare(model, inside, fit), anchor: anchor?.player }) : undefined;
  const components = groups.map((group) => [...group]);
  const one = asCells(games, model === 'logistic');
  const players = Array.from({ length: n }, (_, i): PlayerRating => {
    if (groupOf[i] !== -1) {
      const variance = covariance?.[i * n + i];
      return { elo: i === anchor?.player ? anchor.elo : fit.lambda[i]! * shown + 0, error: variance === undefined || (variance === 0 && i !== anchor?.player) ? null : Z95 * Math.sqrt(Math.max(0, variance)) };
    }
    const home = groups.map((group, g) => ({ group, g, side: sideOf(one, i, new Set(group)) })).find(({ side }) => side !== null);
    if (!home) {
      components.push([i]);
      return { elo: null, error: null };
    }
    components[home.g]!.push(i);
    const eta = model === 'logistic' ? -Infinity : fit.eta;
    const refit = { delta: first ? ('fit' as const) : fit.delta, eta: fitEta ? ('fit' as const) : eta, ...(anchor && home.group.includes(anchor.player) && home.g === 0 ? { reference: anchor.player } : {}) };
    // the profile keeps the group's mean, or its anchor, at 0: shift there and back
    const shift = refit.reference === undefined ? home.group.reduce((sum, j) => sum + fit.lambda[j]!, 0) / home.group.length : fit.lambda[anchor!.player]!;
    const lambda = fit.lambda.map((value, j) => (groupOf[j] === home.g ? value - shift : value));
    const bound = perfectScorerBound({ cells: one, player: i, group: home.group, side: home.side!, at: { lambda, delta: fit.delta, eta }, refit, alpha: 0.05 });
    return { elo: null, error: null, bound: { side: home.side!, elo: (bound + shift) * shown } };
  });
  components.forEach((component) => component.sort((a, b) => a - b));
  return {
    players,
    components,
    whiteAdvantage: first || whiteAdvantage !== 'fit' ? fit.delta * ELO_PER_LOG + 0 : null,
    eta: model === 'logistic' ? null : fit.eta,
    logLikelihood: fit.logLikelihood,
    fit,
    groupOf,
    covariance,
  };
}

/** BayesElo's prior: each player's virtual draws go to its opponents in proportion to games, as many with either colour. */
export function withPrior(cells: PairCells): PairCells {
  const { players, white, black, wins, draws, losses } = cells;
  const total = new Float64Array(players);
  const met = new Map<number, number>();
  for (let i = 0; i < white.length; i++) {
    const games = wins[i]! + draws[i]! + losses[i]!;
    const [w, b] = [white[i]!, black[i]!];
    total[w]! += games;
    total[b]! += games;
    for (const key of [w * players + b, b * players + w]) met.set(key, (met.get(key) ?? 0) + games);
  }
  const place = new Map(Array.from(white, (w, i) => [w * players + black[i]!, i]));
  const keys = [...met.keys()].sort((a, b) => a - b);
  const column = (from: Float64Array, add: (key: number) => number): Float64Array => Float64Array.from(keys, (key) => (place.has(key) ? from[place.get(key)!]! : 0) + add(key));
  const prior = (key: number): number => 0.25 * PRIOR_DRAWS * met.get(key)! * (1 / total[Math.floor(key / players)]! + 1 / total[key % players]!);
  return {
    players,
    white: Int32Array.from(keys, (key) => Math.floor(key / players)),
    black: Int32Array.from(keys, (key) => key % players),
    wins: column(wins, () => 0),
    draws: column(draws, prior),
    losses: column(losses, () => 0),
  };
}

/** Whether White's advantage is no mere difference of players: not so where every player can be given a height that all games climb by one. */
function advantageShows({ players, white, black }: PairCells): boolean {
  const height = new Float64Array(players).fill(NaN);
  const next: number[][] = Array.from({ length: players }, () => []);
  for (let i = 0; i < white.length; i++) {
    next[white[i]!]!.push(i);
    next[black[i]!]!.push(i);
  }
  for (let root = 0; root < players; root++) {
    if (!Number.isNaN(height[root]!)) continue;
    height[root] = 0;
    for (const queue = [root]; queue.length; ) {
      const player = queue.pop()!;
      for (const i of next[player]!) {
        const [other, wanted] = white[i] === player ? [black[i]!, height[player]! - 1] : [white[i]!, height[player]! + 1];
        if (Number.isNaN(height[other]!)) {
          height[other] = wanted;
          queue.push(other);
        } else if (height[other] !== wanted) return true;
      }
    }
  }
  return false;
}

/** A drawn game varies less than the logistic model thinks: the true variance of its points is p (1 - p) - P(draw) / 4. */
function drawnShare(model: ModelName, cells: PairCells, fit: PlayersFit): number {
  if (model !== 'logistic') return 1;
  const variance = fit.curvature.xx.reduce((sum, value) => sum + value, 0);
  const draws = cells.draws.reduce((sum, value) => sum + value, 0);
  return variance > 0 ? Math.max(0, 1 - draws / 4 / variance) : 0;
}

interface CovarianceSettings {
  readonly fitDelta: boolean;
  readonly fitEta: boolean;
  /** From natural logarithms, and from the model's variance to the true one. */
  readonly spread: number;
  readonly anchor: number | undefined;
}

function covarianceOf({ players: n, white, black }: PairCells, { curvature }: PlayersFit, groups: readonly (readonly number[])[], { fitDelta, fitEta, spread, anchor }: CovarianceSettings): Float64Array | undefined {
  const place = new Int32Array(n).fill(-1);
  let size = 0;
  for (const group of groups) for (const player of group) place[player] = size++;
  const deltaAt = fitDelta ? size++ : -1;
  const etaAt = fitEta ? size++ : -1;
  const hessian = new Float64Array(size * size);
  const add = (i: number, j: number, value: number): void => {
    hessian[i * size + j]! += value;
    if (i !== j) hessian[j * size + i]! += value;
  };
  for (let c = 0; c < white.length; c++) {
    const [w, b, h, m] = [place[white[c]!]!, place[black[c]!]!, curvature.xx[c]!, curvature.xe[c]!];
    hessian[w * size + w]! += h;
    hessian[b * size + b]! += h;
    add(w, b, -h);
    if (fitDelta) {
      add(w, deltaAt, h);
      add(b, deltaAt, -h);
      hessian[deltaAt * size + deltaAt]! += h;
    }
    if (!fitEta) continue;
    add(w, etaAt, m);
    add(b, etaAt, -m);
    if (fitDelta) add(deltaAt, etaAt, m);
  }
  if (fitEta) hessian[etaAt * size + etaAt] = curvature.ee;
  const factor = factorWith(hessian, size, constraintsOf(groups, place, undefined));
  if (!factor) return undefined;
  const wide = centredCovariance(invertCholesky(factor, size), { place, size, deltaAt, etaAt }, groups);
  const covariance = new Float64Array(n * n);
  const anchored = groups.find((group) => anchor !== undefined && group.includes(anchor));
  const own = new Uint8Array(n);
  for (const i of anchored ?? []) own[i] = 1;
  const at = (i: number, j: number): number => wide[i * (n + 2) + j]!;
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      let value = at(i, j);
      if (own[i]) value -= at(anchor!, j);
      if (own[j]) value -= at(i, anchor!);
      if (own[i] && own[j]) value += at(anchor!, anchor!);
      covariance[i * n + j] = value * spread;
    }
  return covariance;
}

/**
 * Two players of whom one won every game: the least difference at which so perfect a result has probability .05, half of it on either
 * side of the mean. Undefined for any other games.
 */
function whitewash({ players, white, wins, draws, losses }: PairCells, delta: number): PlayerRating[] | undefined {
  if (players !== 2 || draws.some((d) => d > 0)) return undefined;
  const won = [0, 0];
  white.forEach((w, i) => {
    won[w]! += wins[i]!;
    won[1 - w]! += losses[i]!;
  });
  if (won[0]! > 0 === won[1]! > 0) return undefined;
  const winner = won[0]! > 0 ? 0 : 1;
  const log = (difference: number): number =>
    white.reduce((sum, w, i) => sum - (wins[i]! + losses[i]!) * Math.log1p(Math.exp(-difference - (w === winner ? delta : -delta))), 0);
  let [low, high] = [-64, 64];
  for (let k = 0; k < 80; k++) {
    const middle = (low + high) / 2;
    if (log(middle) < Math.log(0.05)) low = middle;
    else high = middle;
  }
  const half = (low / 2) * ELO_PER_LOG;
  return [0, 1].map((i) => ({ elo: null, error: null, bound: i === winner ? { side: 'above', elo: half } : { side: 'below', elo: -half } }));
}
