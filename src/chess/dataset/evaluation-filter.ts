/**
 * The evaluated positions of a game, packed while the game is replayed. A record is 108 bytes, little-endian:
 *   0-100 the position (spears-bits.ts), 101 zero, 102-103 centipawns seen from White (signed), 104-107 number of the
 *   game
 */
import type { Chess } from 'chessops';
import { packSpears, SPEARS_BYTES } from '../board/index.js';
import type { GameEvaluations } from '../pgn/index.js';

export const EVALUATION_BYTES = 108;
const CENTIPAWNS_AT = SPEARS_BYTES + 1;

/** Why an evaluation is left out. */
export const EVALUATION_DROP_REASONS = [
  'game-dropped',
  'opening', // before the first ply that is stored
  'game-over', // the rules say what the position is worth
  'unreadable',
  'repeated', // another for the same position came before
] as const;
export type EvaluationDropReason = (typeof EVALUATION_DROP_REASONS)[number];

export class EvaluationFilter {
  /** The last game's records, overwritten by the next game. */
  records = new Uint8Array(0);
  #view = new DataView(this.records.buffer);
  #filled = 0;
  #game: GameEvaluations | undefined;
  #next = 0;
  #early = 0;
  #over = 0;
  #train = 0;
  #heldOut = 0;
  readonly #dropped = new Map<EvaluationDropReason, number>();

  constructor(readonly minPly: number) {}

  /** Begins a game. */
  begin(game: GameEvaluations | undefined): void {
    this.#game = game;
    this.#next = this.#filled = this.#early = this.#over = 0;
    const room = (game?.plies.length ?? 0) * EVALUATION_BYTES;
    if (this.records.length < room) {
      this.records = new Uint8Array(room);
      this.#view = new DataView(this.records.buffer);
    }
  }

  /** Called with every position of the game in turn. */
  see(position: Chess, ply: number, gameNumber: number): void {
    if (this.#game?.plies[this.#next] !== ply) return;
    const centipawns = this.#game.centipawns[this.#next++]!;
    if (ply < this.minPly) this.#early++;
    else if (!position.hasDests()) this.#over++;
    else {
      const at = this.#filled++ * EVALUATION_BYTES;
      packSpears(position, this.records, at);
      this.records[at + SPEARS_BYTES] = 0;
      this.#view.setInt16(at + CENTIPAWNS_AT, centipawns, true);
      this.#view.setUint32(at + CENTIPAWNS_AT + 2, gameNumber, true);
    }
  }

  /** The game is kept: how many records are its. */
  keep(heldOut: boolean): number {
    if (!this.#game) return 0;
    this.#drop('opening', this.#early);
    this.#drop('game-over', this.#over);
    this.#drop('unreadable', this.#game.unreadable);
    this.#drop('repeated', this.#game.repeated);
    if (heldOut) this.#heldOut += this.#filled;
    else this.#train += this.#filled;
    return this.#filled;
  }

  dropGame(game: GameEvaluations | undefined): void {
    if (game) this.#drop('game-dropped', game.plies.length + game.unreadable + game.repeated);
  }

  /** Undefined where no game had an evaluation. */
  counts(): EvaluationCounts | undefined {
    if (this.#train + this.#heldOut + this.#dropped.size === 0) return undefined;
    return { train: this.#train, heldOut: this.#heldOut, dropped: Object.fromEntries(this.#dropped) };
  }

  #drop(reason: EvaluationDropReason, count: number): void {
    if (count > 0) this.#dropped.set(reason, (this.#dropped.get(reason) ?? 0) + count);
  }
}

export interface EvaluationCounts {
  readonly train: number;
  readonly heldOut: number;
  readonly dropped: Partial<Record<EvaluationDropReason, number>>;
}

/** Centipawns of record `number`, seen from White. */
export function centipawnsAt(records: Uint8Array, number: number): number {
  const at = number * EVALUATION_BYTES + CENTIPAWNS_AT;
  return ((records[at]! | (records[at + 1]! << 8)) << 16) >> 16;
}
