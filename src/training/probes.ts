/**
 * Fixed positions on which children are compared with their base: taken from games that the base plays against
 * itself at temperature 1 with its own seeded generator, so they depend on the base alone and no data is needed.
 */
import { Chess } from 'chessops';
import { indexToMove, legalIndices, POLICY_SIZE } from '../chess/encoding.js';
import type { Network } from '../model/network.js';
import { randomFromHash, sha256Hex, type Random } from '../spec/index.js';

export interface Probe {
  readonly position: Chess;
  readonly legal: readonly number[];
}

const GAMES = 16;
const MAX_PLIES = 80;
/** One position in so many plies is kept. */
const STRIDE = 6;

/** About 200 positions from all phases of the game. */
export async function probePositions(base: Network): Promise<Probe[]> {
  const random = randomFromHash(sha256Hex('probe positions'));
  const games = Array.from({ length: GAMES }, () => Chess.default());
  const probes: Probe[] = [];
  for (let ply = 0; ply < MAX_PLIES; ply++) {
    const open = games.filter((game) => !game.isEnd());
    if (open.length === 0) break;
    const { policy } = await base.evaluate(open);
    open.forEach((game, i) => {
      const legal = legalIndices(game);
      if (ply % STRIDE === 2) probes.push({ position: game.clone(), legal });
      const logits = policy.subarray(i * POLICY_SIZE, (i + 1) * POLICY_SIZE);
      game.play(indexToMove(game, sample(maskedPolicy(logits, legal), legal, random)));
    });
  }
  return probes;
}

/** Probabilities of the legal moves, in their order. */
function maskedPolicy(logits: Float32Array, legal: readonly number[]): number[] {
  const highest = Math.max(...legal.map((index) => logits[index]!));
  const weights = legal.map((index) => Math.exp(logits[index]! - highest));
  const sum = weights.reduce((a, b) => a + b, 0);
  return weights.map((weight) => weight / sum);
}

function sample(probabilities: readonly number[], legal: readonly number[], random: Random): number {
  let rest = random.next();
  for (let i = 0; i < legal.length; i++) {
    rest -= probabilities[i]!;
    if (rest < 0) return legal[i]!;
  }
  return legal[legal.length - 1]!;
}

/** Share of the raw policy that lies on legal moves. */
function legalShare(logits: Float32Array, legal: readonly number[]): number {
  let highest = -Infinity;
  for (const logit of logits) if (logit > highest) highest = logit;
  let all = 0;
  for (const logit of logits) all += Math.exp(logit - highest);
  return legal.reduce((sum, index) => sum + Math.exp(logits[index]! - highest), 0) / all;
}

export interface BoardComparison {
  /** Mean KL(base || child) over legal moves, nats. */
  readonly kl: number;
  readonly legalShare: { readonly child: number; readonly base: number };
}

/** How far the child's play has moved from the base's, before any game. */
export async function compareBoards(base: Network, child: Network, probes: readonly Probe[]): Promise<BoardComparison> {
  const positions = probes.map(({ position }) => position);
  const [before, after] = await Promise.all([base.evaluate(positions), child.evaluate(positions)]);
  let kl = 0;
  const share = { child: 0, base: 0 };
  probes.forEach(({ legal }, i) => {
    const old = before.policy.subarray(i * POLICY_SIZE, (i + 1) * POLICY_SIZE);
    const fresh = after.policy.subarray(i * POLICY_SIZE, (i + 1) * POLICY_SIZE);
    const p = maskedPolicy(old, legal);
    const q = maskedPolicy(fresh, legal);
    kl += p.reduce((sum, probability, k) => sum + (probability > 0 ? probability * Math.log(probability / q[k]!) : 0), 0);
    share.child += legalShare(fresh, legal);
    share.base += legalShare(old, legal);
  });
  const n = probes.length;
  return { kl: Math.max(0, kl / n), legalShare: { child: share.child / n, base: share.base / n } };
}
