/**
 * Fixed positions on which children are compared with their base: taken from games that the base plays against
 * itself at temperature 1 with its own seeded generator, so they depend on the base alone and no data is needed.
 */
import { type GamePhase, POLICY_SIZE, phaseOfPosition } from '../../chess/board/index.js';
import type { Network } from '../../model/checkpoint/index.js';
import type { FineTuneChecks } from '../../spec/index.js';
import { maskedPolicy, type SelfPlayPosition, selfPlayPositions } from './self-play.js';

export type Probe = SelfPlayPosition;

/** About 200 positions from all phases of the game. */
export const comparisonPositions = (base: Network): Promise<Probe[]> =>
  selfPlayPositions(base, { name: 'probe positions', games: 16, maxPlies: 80, stride: 6 });

/** Share of the raw policy that lies on legal moves. */
function legalShare(logits: Float32Array, legal: readonly number[]): number {
  let highest = -Infinity;
  for (const logit of logits) if (logit > highest) highest = logit;
  let all = 0;
  for (const logit of logits) all += Math.exp(logit - highest);
  return legal.reduce((sum, index) => sum + Math.exp(logits[index]! - highest), 0) / all;
}

export interface PolicyComparison {
  /** Mean KL(base || child) over legal moves, nats. */
  readonly kl: number;
  readonly legalShare: { readonly child: number; readonly base: number };
}

/** How far the child's play has moved from the base's, before any game. */
export async function comparePolicies(
  base: Network,
  child: Network,
  probes: readonly Probe[],
): Promise<PolicyComparison> {
  const positions = probes.map(({ position }) => position);
  const [before, after] = await Promise.all([base.evaluate(positions), child.evaluate(positions)]);
  let kl = 0;
  const share = { child: 0, base: 0 };
  probes.forEach(({ legal }, i) => {
    const old = before.policy.subarray(i * POLICY_SIZE, (i + 1) * POLICY_SIZE);
    const fresh = after.policy.subarray(i * POLICY_SIZE, (i + 1) * POLICY_SIZE);
    const p = maskedPolicy(old, legal);
    const q = maskedPolicy(fresh, legal);
    kl += p.reduce(
      (sum, probability, k) => sum + (probability > 0 ? probability * Math.log(probability / q[k]!) : 0),
      0,
    );
    share.child += legalShare(fresh, legal);
    share.base += legalShare(old, legal);
  });
  const n = probes.length;
  return { kl: Math.max(0, kl / n), legalShare: { child: share.child / n, base: share.base / n } };
}

export type PhasePositions = Readonly<Record<GamePhase, readonly Probe[]>>;

/** Positions a phase at most: a forward pass of a few hundred costs a child less than a second. */
const MAX_PHASE_POSITIONS = 64;

/** Other games than those of `probePositions`, long enough to reach endgames; spread evenly over what they give. */
export async function phasePositions(base: Network): Promise<PhasePositions> {
  const positions = await selfPlayPositions(base, { name: 'phase probes', games: 12, maxPlies: 180, stride: 3 });
  const of = (phase: GamePhase): Probe[] => {
    const found = positions.filter(({ position }) => phaseOfPosition(position) === phase);
    const count = Math.min(MAX_PHASE_POSITIONS, found.length);
    return Array.from({ length: count }, (_, i) => found[Math.floor((i * found.length) / count)]!);
  };
  return { opening: of('opening'), 'middle game': of('middle game'), endgame: of('endgame') };
}

/** KL(base || child) of the policy over legal moves, nats, phase by phase. */
export async function comparePoliciesByPhase(
  base: Network,
  child: Network,
  probes: PhasePositions,
): Promise<NonNullable<FineTuneChecks['chessPolicyKlByPhase']>> {
  const of = async (phase: GamePhase): Promise<{ kl: number; positions: number } | null> => {
    const { length } = probes[phase];
    return length === 0 ? null : { kl: (await comparePolicies(base, child, probes[phase])).kl, positions: length };
  };
  return { opening: await of('opening'), 'middle game': await of('middle game'), endgame: await of('endgame') };
}
