/**
 * Packs the evaluated positions of a game while it is replayed. A record is 108 bytes, little-endian: 0-100 position
 * (spears-bits.ts), 101 zero, 102-103 centipawns from White's view (signed), 104-107 number of the game
 */
import type { Chess } from 'chessops';
import { packSpears, SPEARS_BYTES } from '../board/index.js';
import type { GameEvaluations } from '../pgn/index.js';

/** Size of a record in bytes. */
export const EVALUATION_BYTES = 108;
const CENTIPAWNS_AT = SPEARS_BYTES + 1;

/** Why an evaluation is not stored. */
type EvaluationDropReason =
  | 'game-dropped'
  | 'opening' // before the first stored ply
  | 'game-over' // the rules already determine the outcome
  | 'unreadable'
  | 'repeated'; // the position has an earlier evaluation

/** Filters, packs and counts evaluations, one game at a time. */
export class EvaluationFilter {
  /** Records of the current game, overwritten by the next game. */
  records = new Uint8Array(0);
  #view = new DataView(this.records.buffer);
  #filled = 0;
  #game: GameEvaluations | undefined;
  #next = 0;
  #inOpening = 0;
  #gameOver = 0;
  #train = 0;
  #heldOut = 0;
  readonly #dropped = new Map<EvaluationDropReason, number>();

  constructor(readonly minPly: number) {}

  /** Begins a game with these evaluations; undefined if it has none. */
  begin(game: GameEvaluations | undefined): void {
    this.#game = game;
    this.#next = this.#filled = this.#inOpening = this.#gameOver = 0;
    const size = (game?.plies.length ?? 0) * EVALUATION_BYTES;
    if (this.records.length < size) {
      this.records = new Uint8Array(size);
      this.#view = new DataView(this.records.buffer);
    }
  }

  /** Must be called with every position of the game in order; packs it if it has an evaluation. */
  addPosition(position: Chess, ply: number, gameNumber: number): void {
    if (this.#game?.plies[this.#next] !== ply) return;
    const centipawns = this.#game.centipawns[this.#next++]!;
    if (ply < this.minPly) this.#inOpening++;
    else if (!position.hasDests()) this.#gameOver++;
    else {
      const at = this.#filled++ * EVALUATION_BYTES;
      packSpears(position, this.records, at);
      this.records[at + SPEARS_BYTES] = 0;
      this.#view.setInt16(at + CENTIPAWNS_AT, centipawns, true);
      this.#view.setUint32(at + CENTIPAWNS_AT + 2, gameNumber, true);
    }
  }

  /** Counts the current game as kept. Returns the number of its records. */
  keepGame(heldOut: boolean): number {
    if (!this.#game) return 0;
    this.#drop('opening', this.#inOpening);
    this.#drop('game-over', this.#gameOver);
    this.#drop('unreadable', this.#game.unreadable);
    this.#drop('repeated', this.#game.repeated);
    if (heldOut) this.#heldOut += this.#filled;
    else this.#train += this.#filled;
    return this.#filled;
  }

  /** Counts all evaluations of a game that was dropped. */
  dropGame(game: GameEvaluations | undefined): void {
    if (game) this.#drop('game-dropped', game.plies.length + game.unreadable + game.repeated);
  }

  /** Counts over all games; undefined if no game had an evaluation. */
  counts(): EvaluationCounts | undefined {
    if (this.#train + this.#heldOut + this.#dropped.size === 0) return undefined;
    return { train: this.#train, heldOut: this.#heldOut, dropped: Object.fromEntries(this.#dropped) };
  }

  #drop(reason: EvaluationDropReason, count: number): void {
    if (count > 0) this.#dropped.set(reason, (this.#dropped.get(reason) ?? 0) + count);
  }
}

/** Evaluations stored for training and held out, and dropped by reason. */
export interface EvaluationCounts {
  readonly train: number;
  readonly heldOut: number;
  readonly dropped: Partial<Record<EvaluationDropReason, number>>;
}

/** Centipawns of the record with index `number`, from White's view. */
export function centipawnsAt(records: Uint8Array, number: number): number {
  const at = number * EVALUATION_BYTES + CENTIPAWNS_AT;
  return ((records[at]! | (records[at + 1]! << 8)) << 16) >> 16;
}
