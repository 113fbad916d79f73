import type { ModelName } from '../elo/index.js';
import { bayesEloScale, ELO_PER_LOG } from '../elo/index.js';
import { Z95 } from '../numerics/index.js';
import { componentsOf } from './components.js';
import type { StrengthFit } from './fit-strengths.js';
import { type PairCells, totalsOf } from './pair-cells.js';
import { corePlayers, perfectMatchBounds, perfectScoreBounds, perfectScorers } from './perfect-scorers.js';
import type { PlayerRating, PlayersRating, RateSettings } from './players-rating.js';
import { withPrior } from './prior.js';
import { cellsInside, fitJointly, groupsByPlayer, type JointFit, type JointOptions } from './rate-jointly.js';

/** With more players the covariance would take minutes and gigabytes; it is omitted. */
const MAX_COVARIANCE_PLAYERS = 3000;
/** Log units, see FitOptions.accuracy: saves an iteration on lists of thousands of players. */
const ACCURACY = 3e-5;

/**
 * Rates all players jointly from their games. Each strongly connected group has its own scale with mean 0 (or the
 * anchor's Elo); White's advantage and the weight of draws are shared. With BayesElo's prior all players with games are
 * connected to their opponents, so that all of them are rated.
 */
export function ratePlayers(games: PairCells, settings: RateSettings): PlayersRating {
  const { model, anchor } = settings;
  const cells = model === 'bayeselo' ? withPrior(games) : games;
  const components = componentsOf(cells);
  const groupsOfSeveral = components.filter(({ length }) => length > 1);
  const core = groupsOfSeveral.length ? [] : corePlayers(games);
  const groups = core.length === 1 ? [core] : groupsOfSeveral;
  const groupOf = groupsByPlayer(games.players, groups);
  const inside = cellsInside(cells, groupOf);
  const joint = fitJointly(inside, { groups, accuracy: ACCURACY, ...modelOptions(settings) });
  const { fit } = joint;
  if (!fit) return unrated(games, components, core, settings);

  const eloPerLog = model === 'bayeselo' ? ELO_PER_LOG * bayesEloScale(fit.eta * ELO_PER_LOG) : ELO_PER_LOG;
  const anchorGroup = anchor ? groups[groupOf[anchor.player]!] : undefined;
  for (const player of anchorGroup ?? []) fit.lambda[player]! += anchor!.elo / eloPerLog;
  const covariance =
    games.players <= MAX_COVARIANCE_PLAYERS
      ? eloCovariance(fit, games.players, eloPerLog ** 2 * varianceRatio(model, inside, fit))
      : undefined;
  const list: RatedList = { games, settings, groups, groupOf, joint, fit, eloPerLog };
  const fixed = anchor?.player ?? core[0]; // a given rating has no error
  const rated = Array.from(groupOf, (group, i): PlayerRating => {
    if (group === -1) return { elo: null, error: null };
    const variance = i === fixed ? 0 : covariance?.[i * games.players + i] || undefined;
    return {
      elo: i === anchor?.player ? anchor.elo : fit.lambda[i]! * eloPerLog + 0,
      error: variance === undefined ? null : Z95 * Math.sqrt(Math.max(0, variance)),
    };
  });
  const etaUnknown = settings.drawElo === 'fit' && joint.eta === 'held';
  return {
    ...withBounds(list, rated),
    whiteAdvantage: joint.delta === 'fitted' || settings.whiteAdvantage !== 'fit' ? fit.delta * ELO_PER_LOG + 0 : null,
    eta: model === 'logistic' || core.length === 1 || etaUnknown ? null : fit.eta,
    logLikelihood: fit.logLikelihood,
    fit,
    groupOf,
    covariance,
  };
}

/** The settings in the model's units. */
function modelOptions({ model, whiteAdvantage, drawElo, anchor }: RateSettings): Omit<JointOptions, 'groups'> {
  const weight = drawElo === 'fit' ? 'fit' : drawElo / ELO_PER_LOG;
  return {
    model,
    delta: whiteAdvantage === 'fit' ? whiteAdvantage : whiteAdvantage / ELO_PER_LOG,
    // equal players draw (t - 1) / (t + 1) of their games: ν = t - 1 in Davidson's model
    eta: weight === 'fit' || model === 'bayeselo' ? weight : Math.log(Math.expm1(weight)),
    ...(anchor ? { reference: anchor.player } : {}),
  };
}

/** Input and fit of a list in which some players have ratings. */
interface RatedList {
  readonly games: PairCells;
  readonly settings: RateSettings;
  readonly groups: readonly (readonly number[])[];
  readonly groupOf: Int32Array;
  readonly joint: JointFit;
  readonly fit: StrengthFit;
  /** Elo per log unit. */
  readonly eloPerLog: number;
}

/** Adds the bounds of perfect scorers to the ratings, and them to the components. */
function withBounds(
  { games, settings: { model, anchor }, groups, groupOf, joint, fit, eloPerLog }: RatedList,
  rated: readonly PlayerRating[],
): Pick<PlayersRating, 'players' | 'components'> {
  const components = groups.map((group) => [...group]);
  if (rated.every(({ elo }) => elo !== null)) return { players: rated, components };
  const players = [...rated];
  const refit = {
    delta: joint.delta === 'fitted' ? ('fit' as const) : fit.delta,
    eta: joint.eta === 'fitted' ? ('fit' as const) : fit.eta,
    ...(anchor ? { reference: anchor.player } : {}),
  };
  const scorers = perfectScorers(games, groupOf);
  const bounds = perfectScoreBounds({ model, cells: games, groups, scorers, at: fit, refit });
  scorers.forEach(({ player, group, side }, k) => {
    players[player] = { elo: null, error: null, bound: { side, elo: bounds[k]! * eloPerLog } };
    components[group]!.push(player);
  });
  players.forEach(({ elo, bound }, i) => {
    if (elo === null && !bound) components.push([i]);
  });
  for (const component of components) component.sort((a, b) => a - b);
  return { players, components };
}

/**
 * The result for lists in which no player has a rating. Of two players who met only each other, or whom all others were
 * removed to leave (see corePlayers), a result without losses or draws still bounds both.
 */
function unrated(
  games: PairCells,
  all: readonly (readonly number[])[],
  core: readonly number[],
  { model, whiteAdvantage, anchor }: RateSettings,
): PlayersRating {
  const players: PlayerRating[] = Array.from({ length: games.players }, () => ({ elo: null, error: null }));
  const [first, second] = core;
  const bounds =
    model !== 'bayeselo' && !anchor && second !== undefined
      ? perfectMatchBounds(games, [first!, second], whiteAdvantage === 'fit' ? 0 : whiteAdvantage / ELO_PER_LOG)
      : undefined;
  bounds?.forEach((elo, k) => {
    players[core[k]!] = { elo: null, error: null, bound: { side: elo > 0 ? 'above' : 'below', elo } };
  });
  const components = bounds ? [[...core], ...all.filter((group) => !core.includes(group[0]!))] : all;
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

/** The strengths' part of the fit's covariance times `scale`: players x players, row-major. */
function eloCovariance(fit: StrengthFit, players: number, scale: number): Float64Array {
  const all = fit.covariance();
  const covariance = new Float64Array(players * players);
  for (let i = 0; i < players; i++)
    for (let j = 0; j < players; j++) covariance[i * players + j] = all[i * (players + 2) + j]! * scale;
  return covariance;
}

/**
 * Ratio of the true variance of all points to the logistic model's, which ignores draws: with them the variance of a
 * game is p (1 - p) - P(draw) / 4. 1 in the other models.
 */
function varianceRatio(model: ModelName, cells: PairCells, fit: StrengthFit): number {
  if (model !== 'logistic') return 1;
  const variance = fit.curvature.xx.reduce((sum, value) => sum + value, 0);
  const ratio = variance > 0 ? 1 - totalsOf(cells).drawn / 4 / variance : 0;
  return ratio > 1e-12 ? ratio : 0; // smaller values are rounding errors: all games were drawn
}
