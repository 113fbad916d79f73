import { advantageShows } from './advantage-shows.js';
import { boundsOf, coreOf, perfectScorers, whitewash } from './apart.js';
import { pairComponents } from './components.js';
import { ELO_PER_LOG } from './elo.js';
import { fitPlayers, type PlayersFit } from './fit-players.js';
import { Z95 } from './normal.js';
import type { ModelName } from './outcome-models.js';
import { cellsWhere, type PairCells } from './pair-cells.js';
import { playersCovariance } from './players-covariance.js';
import type { PlayerRating, PlayersRating, RateSettings } from './players-rating.js';
import { withPrior } from './prior.js';
import { bayesEloScale } from './score-models.js';

/** Beyond this a covariance would take minutes and gigabytes. */
const COVARIANCE_PLAYERS = 3000;

/**
 * Rates all players together from their games. Each group that is connected both ways has a scale of its own with mean
 * 0 (or the anchor's), White's advantage and draws being shared. With BayesElo's prior whoever met is connected, and
 * nobody is unrated.
 */
export function ratePlayers(games: PairCells, settings: RateSettings): PlayersRating {
  const { model, anchor } = settings;
  const n = games.players;
  const cells = model === 'bayeselo' ? withPrior(games) : games;
  const all = pairComponents(cells);
  const several = all.filter(({ length }) => length > 1);
  const core = several.length ? [] : coreOf(games);
  const groups = core.length === 1 ? [core] : several;
  const groupOf = new Int32Array(n).fill(-1);
  groups.forEach((group, g) => group.forEach((player) => (groupOf[player] = g)));
  const inside = cellsWhere(cells, (w, b) => groupOf[w] !== -1 && groupOf[w] === groupOf[b]);
  const { fit, fitDelta, fitEta, etaUnknown } = fitOf(inside, groups, settings);
  if (!fit) return unrated(games, all, core, settings);

  const shown = model === 'bayeselo' ? ELO_PER_LOG * bayesEloScale(fit.eta * ELO_PER_LOG) : ELO_PER_LOG;
  const anchorIn = anchor ? groupOf[anchor.player]! : -1;
  groups.forEach((group, g) => {
    const reference =
      g === anchorIn
        ? fit.lambda[anchor!.player]! - anchor!.elo / shown
        : group.reduce((sum, i) => sum + fit.lambda[i]!, 0) / group.length;
    for (const i of group) fit.lambda[i]! -= reference;
  });
  const spread = shown ** 2 * drawnShare(model, inside, fit);
  const covariance =
    n <= COVARIANCE_PLAYERS
      ? playersCovariance(inside, fit, groups, { fitDelta, fitEta, spread, anchor: anchor?.player })
      : undefined;

  const fixed = anchor?.player ?? core[0]; // whose rating is given: it has no error
  const players = Array.from(groupOf, (group, i): PlayerRating => {
    if (group === -1) return { elo: null, error: null };
    const variance = i === fixed ? 0 : covariance?.[i * n + i] || undefined;
    return {
      elo: i === anchor?.player ? anchor.elo : fit.lambda[i]! * shown + 0,
      error: variance === undefined ? null : Z95 * Math.sqrt(Math.max(0, variance)),
    };
  });
  const components = groups.map((group) => [...group]);
  if (players.some(({ elo }) => elo === null)) {
    const halved = model === 'logistic';
    const eta = halved ? -Infinity : fit.eta;
    const scorers = perfectScorers(games, groupOf, halved);
    const refit = { delta: fitDelta ? ('fit' as const) : fit.delta, eta: fitEta ? ('fit' as const) : eta };
    const bounds = boundsOf(
      games,
      scorers,
      groups,
      halved,
      { lambda: fit.lambda, delta: fit.delta, eta },
      refit,
      anchorIn === -1 ? undefined : anchor?.player,
    );
    scorers.forEach(({ player, group, side }, k) => {
      players[player] = { elo: null, error: null, bound: { side, elo: bounds[k]! * shown } };
      components[group]!.push(player);
    });
    players.forEach(({ elo, bound }, i) => elo === null && !bound && components.push([i]));
    for (const component of components) component.sort((a, b) => a - b);
  }
  const known = fitDelta || settings.whiteAdvantage !== 'fit';
  return {
    players,
    components,
    whiteAdvantage: known ? fit.delta * ELO_PER_LOG + 0 : null,
    eta: model === 'logistic' || core.length === 1 || etaUnknown ? null : fit.eta,
    logLikelihood: fit.logLikelihood,
    fit,
    groupOf,
    covariance,
  };
}

interface Found {
  readonly fit: PlayersFit | undefined;
  readonly fitDelta: boolean;
  readonly fitEta: boolean;
  /** Whether the weight of draws was to be fitted and could not be. */
  readonly etaUnknown: boolean;
}

/**
 * The maximum; where it does not exist, with White's advantage held at 0; failing that too, with draws held at the
 * weight at which equals draw as often as was drawn.
 */
function fitOf(
  inside: PairCells,
  groups: readonly (readonly number[])[],
  { model, whiteAdvantage, drawElo }: RateSettings,
): Found {
  const total = (column: Float64Array): number => column.reduce((sum, value) => sum + value, 0);
  const [drawn, decided] = [total(inside.draws), total(inside.wins) + total(inside.losses)];
  const alone = groups.length === 1 && groups[0]!.length === 1;
  const t =
    drawElo !== 'fit' ? 10 ** (drawElo / 400) : alone ? 1 : decided > 0 ? (decided + 2 * drawn) / decided : Infinity;
  const nothing = { fit: undefined, fitDelta: false, fitEta: false, etaUnknown: false };
  if (groups.length === 0 || (!Number.isFinite(t) && model !== 'logistic')) return nothing;
  const base = {
    model,
    grounded: groups.map((group) => group[0]!),
    delta: whiteAdvantage === 'fit' ? 0 : whiteAdvantage / ELO_PER_LOG,
    eta: model === 'bayeselo' ? Math.log(t) : Math.log(t - 1),
  };
  const wantEta = model !== 'logistic' && drawElo === 'fit' && drawn > 0;
  const wantDelta = whiteAdvantage === 'fit' && advantageShows(inside);
  const attempts = [
    ...(wantDelta ? [[true, wantEta]] : []),
    [false, wantEta],
    ...(wantEta ? [[false, false]] : []),
  ] as [boolean, boolean][];
  for (const [fitDelta, fitEta] of attempts) {
    const fit = fitPlayers(inside, { ...base, fitDelta, fitEta });
    if (fit) return { fit, fitDelta, fitEta, etaUnknown: wantEta && !fitEta };
  }
  return nothing;
}

/**
 * Nobody has a rating; of two who met only each other, or among whom all others stand, a whitewash still bounds both.
 */
function unrated(
  games: PairCells,
  all: readonly (readonly number[])[],
  core: readonly number[],
  { model, whiteAdvantage, anchor }: RateSettings,
): PlayersRating {
  const players: PlayerRating[] = Array.from({ length: games.players }, () => ({ elo: null, error: null }));
  const [first, second] = core;
  const halves =
    model !== 'bayeselo' && !anchor && second !== undefined
      ? whitewash(games, [first!, second], whiteAdvantage === 'fit' ? 0 : whiteAdvantage / ELO_PER_LOG)
      : undefined;
  halves?.forEach(
    (elo, k) => (players[core[k]!] = { elo: null, error: null, bound: { side: elo > 0 ? 'above' : 'below', elo } }),
  );
  const components = halves ? [[...core], ...all.filter((group) => !core.includes(group[0]!))] : all;
  return {
    players,
    components,
    whiteAdvantage: null,
    eta: null,
    logLikelihood: null,
    fit: undefined,
    groupOf: new Int32Array(games.players).fill(-1),
    covariance: undefined,
  };
}

/**
 * A drawn game varies less than the logistic model thinks: the true variance of its points is p (1 - p) - P(draw) / 4.
 */
function drawnShare(model: ModelName, cells: PairCells, fit: PlayersFit): number {
  if (model !== 'logistic') return 1;
  const variance = fit.curvature.xx.reduce((sum, value) => sum + value, 0);
  const draws = cells.draws.reduce((sum, value) => sum + value, 0);
  return variance > 0 ? Math.max(0, 1 - draws / 4 / variance) : 0;
}
