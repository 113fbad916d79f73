/**
 * Policy regret: the expected points that a network's own choice of moves loses against the best move, by an engine's
 * values of all legal moves. It needs no games.
 *
 *   regret(T) = mean over positions of sum over legal moves of p_T(move) (value(best) - value(move))
 *
 * with p_T the policy masked to legal moves at temperature T, as a player without a guard chooses.
 */
import { GAME_PHASES, type GamePhase, moveWeights } from '../../chess/board/index.js';
import type { PolicyRegret } from '../../spec/index.js';
import { REGRET_GROUPS, REGRET_TEMPERATURES } from '../../vocabulary/index.js';
import type { RegretPositions } from './regret-positions.js';
import type { Evaluator } from './shared-tower.js';

/** Boards a call of the network: an evaluation network returns 17 kB for each. */
const BATCH = 256;

/** Means of regret in expected points, 0 to 1. */
export interface MeanRegret {
  /** Over all positions. */
  readonly all: number;
  readonly byPhase: Readonly<Record<GamePhase, number>>;
  /** Over the positions of each group. */
  readonly groups: readonly number[];
}

/** Regret at one temperature. */
export interface TemperatureRegret extends MeanRegret {
  readonly temperature: number;
}

/**
 * Measures a network at each of REGRET_TEMPERATURES, with one evaluation of every position. Throws RangeError when the
 * network gives a position no finite logit.
 */
export async function policyRegret(network: Evaluator<'logits'>, set: RegretPositions): Promise<TemperatureRegret[]> {
  const { positions } = set;
  const regrets = REGRET_TEMPERATURES.map(() => new Float64Array(positions.length));
  for (let from = 0; from < positions.length; from += BATCH) {
    const batch = positions.slice(from, from + BATCH);
    const { logits } = await network.evaluateMoves(
      batch.map(({ position }) => position),
      batch.map(({ legal }) => legal),
    );
    let at = 0;
    batch.forEach(({ legal, losses }, row) => {
      const own = Array.from(logits.subarray(at, (at += legal.length)));
      if (!own.some(Number.isFinite)) throw new RangeError(`position ${from + row}: no legal move has a finite logit`);
      REGRET_TEMPERATURES.forEach((temperature, t) => {
        regrets[t]![from + row] = expectedLoss(moveWeights(legal, own, temperature), losses);
      });
    });
  }
  return REGRET_TEMPERATURES.map((temperature, t) => ({ temperature, ...meanRegret(set, regrets[t]!) }));
}

/** Regret of the player who chooses among the legal moves with equal probability. */
export const randomRegret = (set: RegretPositions): MeanRegret =>
  meanRegret(
    set,
    set.positions.map(({ losses }) =>
      expectedLoss(
        losses.map(() => 1),
        losses,
      ),
    ),
  );

/** Regret of a child beside its base's on the same set, as it is recorded. */
export function compareRegret(
  { hash, positions }: RegretPositions,
  child: readonly TemperatureRegret[],
  base: readonly TemperatureRegret[],
): PolicyRegret {
  return {
    positions: hash,
    count: positions.length,
    temperatures: child.map((own, t) => {
      const other = base[t]!;
      const phase = (name: GamePhase) => ({ child: own.byPhase[name], base: other.byPhase[name] });
      return {
        temperature: own.temperature,
        child: own.all,
        base: other.all,
        byPhase: { opening: phase('opening'), 'middle game': phase('middle game'), endgame: phase('endgame') },
        groups: { child: [...own.groups], base: [...other.groups] },
      };
    }),
  };
}

function expectedLoss(weights: readonly number[], losses: readonly number[]): number {
  let loss = 0;
  let total = 0;
  weights.forEach((weight, i) => {
    loss += weight * losses[i]!;
    total += weight;
  });
  return loss / total;
}

function meanRegret({ positions }: RegretPositions, regrets: ArrayLike<number>): MeanRegret {
  const mean = (selects: (i: number) => boolean): number => {
    let sum = 0;
    let count = 0;
    for (let i = 0; i < positions.length; i++) {
      if (!selects(i)) continue;
      sum += regrets[i]!;
      count++;
    }
    return sum / count;
  };
  const ofPhase = (phase: GamePhase): number => mean((i) => positions[i]!.phase === phase);
  return {
    all: mean(() => true),
    byPhase: Object.fromEntries(GAME_PHASES.map((phase) => [phase, ofPhase(phase)])) as Record<GamePhase, number>,
    groups: Array.from({ length: REGRET_GROUPS }, (_, group) => mean((i) => i % REGRET_GROUPS === group)),
  };
}
