/**
 * Compares the chess policy of a child with its base's on fixed positions. The positions come from games that the base
 * plays against itself at temperature 1 with a fixed seed, so they depend on the base alone and need no data.
 */
import { type GamePhase, POLICY_SIZE, phaseOfPosition } from '../../chess/board/index.js';
import type { Network } from '../../model/checkpoint/index.js';
import type { FineTuneChecks } from '../../spec/index.js';
import { maskedPolicy, type SelfPlayPosition, selfPlayPositions } from './self-play.js';

/** About 200 positions from all phases of the game. */
export const comparisonPositions = (base: Network): Promise<SelfPlayPosition[]> =>
  selfPlayPositions(base, { name: 'probe positions', games: 16, maxPlies: 80, stride: 6 });

/** Share of the raw policy that lies on legal moves. */
function legalShare(logits: Float32Array, legal: readonly number[]): number {
  let highest = -Infinity;
  for (const logit of logits) if (logit > highest) highest = logit;
  let all = 0;
  for (const logit of logits) all += Math.exp(logit - highest);
  return legal.reduce((sum, index) => sum + Math.exp(logits[index]! - highest), 0) / all;
}

/** Difference between two policies, as means over positions. */
export interface PolicyComparison {
  /** KL(base || child) over legal moves, nats. */
  readonly kl: number;
  /** Share of the raw policy on legal moves. */
  readonly legalShare: { readonly child: number; readonly base: number };
}

/** Compares the policies of two networks on positions. */
export async function comparePolicies(
  base: Network,
  child: Network,
  positions: readonly SelfPlayPosition[],
): Promise<PolicyComparison> {
  const boards = positions.map(({ position }) => position);
  const [baseResult, childResult] = await Promise.all([base.evaluate(boards), child.evaluate(boards)]);
  let kl = 0;
  const share = { child: 0, base: 0 };
  positions.forEach(({ legal }, i) => {
    const baseLogits = baseResult.policy.subarray(i * POLICY_SIZE, (i + 1) * POLICY_SIZE);
    const childLogits = childResult.policy.subarray(i * POLICY_SIZE, (i + 1) * POLICY_SIZE);
    const p = maskedPolicy(baseLogits, legal);
    const q = maskedPolicy(childLogits, legal);
    kl += p.reduce(
      (sum, probability, k) => sum + (probability > 0 ? probability * Math.log(probability / q[k]!) : 0),
      0,
    );
    share.child += legalShare(childLogits, legal);
    share.base += legalShare(baseLogits, legal);
  });
  const n = positions.length;
  return { kl: Math.max(0, kl / n), legalShare: { child: share.child / n, base: share.base / n } };
}

/** Positions by phase of the game. */
export type PhasePositions = Readonly<Record<GamePhase, readonly SelfPlayPosition[]>>;

/** Per phase. Evaluating a few hundred positions takes a child less than a second. */
const MAX_PHASE_POSITIONS = 64;

/**
 * Positions of each phase, spread evenly over games other than those of `comparisonPositions`, long enough to reach
 * endgames.
 */
export async function phasePositions(base: Network): Promise<PhasePositions> {
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
  base: Network,
  child: Network,
  positions: PhasePositions,
): Promise<NonNullable<FineTuneChecks['chessPolicyKlByPhase']>> {
  const compare = async (phase: GamePhase): Promise<{ kl: number; positions: number } | null> => {
    const { length } = positions[phase];
    return length === 0 ? null : { kl: (await comparePolicies(base, child, positions[phase])).kl, positions: length };
  };
  return {
    opening: await compare('opening'),
    'middle game': await compare('middle game'),
    endgame: await compare('endgame'),
  };
}
