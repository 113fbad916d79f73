/**
 * Compares the chess policy of a child with its base's on fixed positions. The positions come from games that the base
 * plays against itself at temperature 1 with a fixed seed, so they depend on the base alone and need no data.
 */
import { type GamePhase, phaseOfPosition } from '../../chess/board/index.js';
import type { FineTuneChecks } from '../../spec/index.js';
import { type SelfPlayPosition, selfPlayPositions, softmax } from './self-play.js';
import type { Evaluator, MoveEvaluator } from './shared-tower.js';

/** About 200 positions from all phases of the game. */
export const comparisonPositions = (base: Evaluator<'logits'>): Promise<SelfPlayPosition[]> =>
  selfPlayPositions(base, { name: 'probe positions', games: 16, maxPlies: 80, stride: 6 });

/** A position with what a network's policy says of it. */
export interface ProbedPosition extends SelfPlayPosition {
  /** Probabilities of the legal moves among themselves, in their order. */
  readonly policy: readonly number[];
  /** Share of the raw policy that lies on legal moves. */
  readonly legalShare: number;
}

/** Evaluates the policy of a network on positions. */
export async function probePolicy(
  network: MoveEvaluator,
  positions: readonly SelfPlayPosition[],
): Promise<ProbedPosition[]> {
  if (positions.length === 0) return [];
  const { logits, probabilities } = await network.evaluateMoves(
    positions.map(({ position }) => position),
    positions.map(({ legal }) => legal),
  );
  let at = 0;
  return positions.map(({ position, legal }) => {
    const [from, to] = [at, (at += legal.length)];
    return {
      position,
      legal,
      policy: softmax(logits.subarray(from, to)),
      legalShare: network.legalOnly ? 1 : probabilities.subarray(from, to).reduce((sum, one) => sum + one, 0),
    };
  });
}

/** Difference between two policies, as means over positions. */
export interface PolicyComparison {
  /** KL(base || child) over legal moves, nats. */
  readonly kl: number;
  /** Share of the raw policy on legal moves. */
  readonly legalShare: { readonly child: number; readonly base: number };
}

/** Compares the policy of a child with its base's on the positions where the base was probed, at least one. */
export async function comparePolicies(
  base: readonly ProbedPosition[],
  child: MoveEvaluator,
): Promise<PolicyComparison> {
  const probed = await probePolicy(child, base);
  let kl = 0;
  const share = { child: 0, base: 0 };
  base.forEach(({ policy, legalShare }, i) => {
    const other = probed[i]!;
    policy.forEach((probability, k) => {
      if (probability > 0) kl += probability * Math.log(probability / other.policy[k]!);
    });
    share.child += other.legalShare;
    share.base += legalShare;
  });
  const n = base.length;
  return { kl: Math.max(0, kl / n), legalShare: { child: share.child / n, base: share.base / n } };
}

/** Positions by phase of the game. */
export type ByPhase<Position> = Readonly<Record<GamePhase, readonly Position[]>>;

/** Per phase. Evaluating a few hundred positions takes a child less than a second. */
const MAX_PHASE_POSITIONS = 64;

/**
 * Positions of each phase, spread evenly over games other than those of `comparisonPositions`, long enough to reach
 * endgames.
 */
export async function phasePositions(base: Evaluator<'logits'>): Promise<ByPhase<SelfPlayPosition>> {
  const all = await selfPlayPositions(base, { name: 'phase probes', games: 12, maxPlies: 180, stride: 3 });
  const select = (phase: GamePhase): SelfPlayPosition[] => {
    const candidates = all.filter(({ position }) => phaseOfPosition(position) === phase);
    const count = Math.min(MAX_PHASE_POSITIONS, candidates.length);
    return Array.from({ length: count }, (_, i) => candidates[Math.floor((i * candidates.length) / count)]!);
  };
  return { opening: select('opening'), 'middle game': select('middle game'), endgame: select('endgame') };
}

/** KL(base || child) of the policy over legal moves by phase, nats; null for a phase without positions. */
export async function comparePoliciesByPhase(
  base: ByPhase<ProbedPosition>,
  child: MoveEvaluator,
): Promise<NonNullable<FineTuneChecks['chessPolicyKlByPhase']>> {
  const compare = async (phase: GamePhase): Promise<{ kl: number; positions: number } | null> => {
    const { length } = base[phase];
    return length === 0 ? null : { kl: (await comparePolicies(base[phase], child)).kl, positions: length };
  };
  return {
    opening: await compare('opening'),
    'middle game': await compare('middle game'),
    endgame: await compare('endgame'),
  };
}
