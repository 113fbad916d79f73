/** How often a network's first choice is the move that was played, in positions of held-out games. */
import type { Chess } from 'chessops';
import {
  GAME_PHASES,
  type GamePhase,
  legalIndices,
  moveAt,
  outcomeAt,
  POLICY_SIZE,
  phaseOf,
  RECORD_BYTES,
  unpackPosition,
} from '../../chess/board/index.js';
import { type Mean, RunningMean, type Share, shareOf } from '../../rating/numerics/index.js';
import { legalShare } from './legal-share.js';
import { type Evaluation, MatchError, type PolicyModel } from './player.js';

/** Statistics over a set of positions. */
export interface MoveMatch {
  readonly positions: number;
  /** The played move has the highest of all 4288 logits. */
  readonly raw: Share;
  /** The played move has the highest logit among the legal moves. */
  readonly masked: Share;
  /** Negative log-likelihood of the played move under the raw policy, in nats. */
  readonly policyLoss: Mean;
  /** Share of the raw policy on legal moves, before the mask. */
  readonly legalShare: Mean;
  /** Negative log-likelihood of the game's result under the value head, in nats. */
  readonly outcomeLoss: Mean;
}

/** Statistics over all positions, and by phase of the game. */
export interface MoveMatchReport {
  readonly all: MoveMatch;
  /** All positions except the opening, whose moves are shared by many games and raise the match. */
  readonly fromPly20: MoveMatch;
  readonly phases: Readonly<Record<GamePhase, MoveMatch>>;
}

interface MoveMatchOptions {
  /** Packed positions with their labels, see chess/board. */
  readonly records: Uint8Array;
  /** Maximum number of positions, spread evenly over the records; deterministic. */
  readonly limit: number;
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

const BATCH_SIZE = 256;

/**
 * Compares a network with the moves that were played. Throws MatchError `bad-position` for a record without a position
 * or with a label that is not a legal move, and `bad-evaluation`.
 */
export async function matchMoves(
  model: PolicyModel,
  { records, limit, onProgress, signal }: MoveMatchOptions,
): Promise<MoveMatchReport> {
  const available = Math.floor(records.length / RECORD_BYTES);
  const count = Math.min(limit, available);
  const tallies: Readonly<Record<GamePhase, Tally>> = {
    opening: new Tally(),
    'middle game': new Tally(),
    endgame: new Tally(),
  };
  const [all, afterOpening] = [new Tally(), new Tally()];
  for (let from = 0; from < count; from += BATCH_SIZE) {
    signal?.throwIfAborted();
    const size = Math.min(BATCH_SIZE, count - from);
    const offsets = Array.from(
      { length: size },
      (_, row) => Math.floor(((from + row) * available) / count) * RECORD_BYTES,
    );
    const positions = offsets.map((offset) => readPosition(records, offset));
    const evaluation = await model.evaluate(positions);
    offsets.forEach((offset, row) => {
      const match = comparePosition({ records, offset, position: positions[row]!, evaluation, row });
      const phase = phaseOf(records, offset);
      tallies[phase].add(match);
      if (phase !== 'opening') afterOpening.add(match);
      all.add(match);
    });
    onProgress?.(from + size, count);
  }
  const phases = Object.fromEntries(GAME_PHASES.map((phase) => [phase, tallies[phase].result()])) as Record<
    GamePhase,
    MoveMatch
  >;
  return { all: all.result(), fromPly20: afterOpening.result(), phases };
}

interface PositionMatch {
  readonly raw: boolean;
  readonly masked: boolean;
  readonly policyLoss: number;
  readonly legalShare: number;
  readonly outcomeLoss: number;
}

function readPosition(records: Uint8Array, offset: number): Chess {
  const position = unpackPosition(records, offset);
  if (!position?.hasDests())
    throw new MatchError(
      'bad-position',
      `record ${offset / RECORD_BYTES} of the file holds no position with a legal move`,
    );
  return position;
}

interface LabelledPosition {
  readonly records: Uint8Array;
  /** Of the record, in bytes. */
  readonly offset: number;
  readonly position: Chess;
  readonly evaluation: Evaluation;
  /** Of the position in the evaluation. */
  readonly row: number;
}

function comparePosition({ records, offset, position, evaluation, row }: LabelledPosition): PositionMatch {
  const { policy, outcome } = evaluation;
  const legal = legalIndices(position);
  const played = moveAt(records, offset);
  if (!legal.includes(played))
    throw new MatchError('bad-position', `position ${offset / RECORD_BYTES} of the file has no such move as its label`);
  const start = row * POLICY_SIZE;
  let best = legal[0]!;
  for (const index of legal) if (policy[start + index]! > policy[start + best]!) best = index;
  let first = 0;
  for (let index = 1; index < POLICY_SIZE; index++) if (policy[start + index]! > policy[start + first]!) first = index;
  const top = policy[start + best]!;
  if (!Number.isFinite(top)) throw new MatchError('bad-evaluation', 'no legal move has a finite logit');
  let sum = 0;
  for (const index of legal) sum += Math.exp(policy[start + index]! - top);
  const share = legalShare(policy, start, legal, top);
  const result = outcomeAt(records, offset);
  return {
    raw: first === played,
    masked: best === played,
    // log of the softmax denominator over all moves = log of its part over legal moves - log of the legal share
    policyLoss: Math.log(sum) - Math.log(share) - (policy[start + played]! - top),
    legalShare: share,
    outcomeLoss: -Math.log(outcome[row * 3 + result]!),
  };
}

class Tally {
  private raw = 0;
  private masked = 0;
  private readonly policyLoss = new RunningMean();
  private readonly legalShare = new RunningMean();
  private readonly outcomeLoss = new RunningMean();

  add(match: PositionMatch): void {
    if (match.raw) this.raw++;
    if (match.masked) this.masked++;
    this.policyLoss.add(match.policyLoss);
    this.legalShare.add(match.legalShare);
    this.outcomeLoss.add(match.outcomeLoss);
  }

  result(): MoveMatch {
    const positions = this.policyLoss.count;
    return {
      positions,
      raw: shareOf(this.raw, positions),
      masked: shareOf(this.masked, positions),
      policyLoss: this.policyLoss.result(),
      legalShare: this.legalShare.result(),
      outcomeLoss: this.outcomeLoss.result(),
    };
  }
}
