/** How often a network's first choice is the move that was played, in positions of games that it never saw. */
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
import { type Mean, RunningMean, type Share, shareOf } from '../../rating/index.js';
import { legalShare } from './legal-share.js';
import { type Evaluation, MatchError, type PolicyModel } from './player.js';

export interface MoveMatch {
  readonly positions: number;
  /** The played move has the highest of all 4288 logits. */
  readonly raw: Share;
  /** The played move has the highest logit among the legal moves. */
  readonly masked: Share;
  /** Nats of the played move under the raw policy. */
  readonly policyLoss: Mean;
  /** Share of the raw policy on legal moves, before the mask. */
  readonly legalShare: Mean;
  /** Nats of the game's result under the value head; null for a network that never expects a draw. */
  readonly outcomeLoss: Mean;
}

export interface MoveMatchReport {
  readonly all: MoveMatch;
  /** All but the opening: the opening's moves are shared by many games and flatter a network. */
  readonly fromPly20: MoveMatch;
  readonly phases: Readonly<Record<GamePhase, MoveMatch>>;
}

export interface MoveMatchOptions {
  /** Packed positions with their labels, see chess/encoding. */
  readonly records: Uint8Array;
  /** How many positions, spread evenly over the records: the same ones each time. */
  readonly limit: number;
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

const BATCH = 256;

/** Throws MatchError for a record that holds no position or a label that is no legal move. */
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
  const [all, later] = [new Tally(), new Tally()];
  for (let from = 0; from < count; from += BATCH) {
    signal?.throwIfAborted();
    const size = Math.min(BATCH, count - from);
    const places = Array.from(
      { length: size },
      (_, row) => Math.floor(((from + row) * available) / count) * RECORD_BYTES,
    );
    const positions = places.map((at) => positionAt(records, at));
    const evaluation = await model.evaluate(positions);
    places.forEach((at, row) => {
      const judged = judge(records, at, positions[row]!, evaluation, row);
      const phase = phaseOf(records, at);
      tallies[phase].add(judged);
      if (phase !== 'opening') later.add(judged);
      all.add(judged);
    });
    onProgress?.(from + size, count);
  }
  const phases = Object.fromEntries(GAME_PHASES.map((phase) => [phase, tallies[phase].result()])) as Record<
    GamePhase,
    MoveMatch
  >;
  return { all: all.result(), fromPly20: later.result(), phases };
}

interface Judged {
  readonly raw: boolean;
  readonly masked: boolean;
  readonly policyLoss: number;
  readonly legalShare: number;
  readonly outcomeLoss: number;
}

function positionAt(records: Uint8Array, at: number): Chess {
  const position = unpackPosition(records, at);
  if (!position?.hasDests())
    throw new MatchError('bad-position', `record ${at / RECORD_BYTES} of the file holds no position with a legal move`);
  return position;
}

function judge(records: Uint8Array, at: number, position: Chess, { policy, outcome }: Evaluation, row: number): Judged {
  const legal = legalIndices(position);
  const played = moveAt(records, at);
  if (!legal.includes(played))
    throw new MatchError('bad-position', `position ${at / RECORD_BYTES} of the file has no such move as its label`);
  const base = row * POLICY_SIZE;
  let best = legal[0]!;
  for (const index of legal) if (policy[base + index]! > policy[base + best]!) best = index;
  let first = 0;
  for (let index = 1; index < POLICY_SIZE; index++) if (policy[base + index]! > policy[base + first]!) first = index;
  const top = policy[base + best]!;
  if (!Number.isFinite(top)) throw new MatchError('bad-evaluation', 'no legal move has a finite logit');
  let sum = 0;
  for (const index of legal) sum += Math.exp(policy[base + index]! - top);
  const share = legalShare(policy, base, legal, top);
  const result = outcomeAt(records, at);
  return {
    raw: first === played,
    masked: best === played,
    // ln of the sum over all moves is that over legal ones less ln share
    policyLoss: Math.log(sum) - Math.log(share) - (policy[base + played]! - top),
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

  add(judged: Judged): void {
    if (judged.raw) this.raw++;
    if (judged.masked) this.masked++;
    this.policyLoss.add(judged.policyLoss);
    this.legalShare.add(judged.legalShare);
    this.outcomeLoss.add(judged.outcomeLoss);
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
