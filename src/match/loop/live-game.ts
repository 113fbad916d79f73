import { Chess } from 'chessops';
import {
  type Ending,
  endingOf,
  indexToMove,
  legalIndices,
  moveFromUci,
  PositionHistory,
  uciOfIndex,
} from '../../chess/board/index.js';
import type { GameOrder, GameResult, SideStatistics } from '../../spec/index.js';
import { type Random, randomFromHash } from '../../spec/keys/index.js';
import type { EngineFault } from '../../vocabulary/index.js';
import { MatchError, type MoveChoice, type Player } from '../player/index.js';

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

const noMoves = (): Writable<SideStatistics> => ({ moves: 0, legalShare: 0, guarded: 0 });

/** One game in progress, from its order to its result. */
export class LiveGame {
  readonly position = Chess.default();
  readonly history = new PositionHistory(this.position);
  /** Seeded by the game's key, so that the game does not depend on games played at the same time. */
  readonly random: Random;
  /** Policy indices of the legal moves in the position. */
  legal: readonly number[] = [];
  /** Undefined while the game goes on. */
  ended: Ending | undefined;
  private readonly moves: string[] = [];
  private readonly statistics = { white: noMoves(), black: noMoves() };

  /** Plays the opening. Throws MatchError `illegal-opening`. */
  constructor(
    private readonly order: GameOrder,
    private readonly white: Player,
    private readonly black: Player,
  ) {
    this.random = randomFromHash(order.gameKey);
    for (const uci of order.opening.split(' ').filter(Boolean)) {
      const move = this.ended ? undefined : moveFromUci(this.position, uci);
      if (!move)
        throw new MatchError(
          'illegal-opening',
          `game ${order.gameKey}: the opening's move ${uci.slice(0, 16)} is not legal`,
        );
      this.position.play(move);
      this.moves.push(uci);
      this.history.push(this.position);
      this.ended = endingOf(this.position, this.history, order.maxPlies);
    }
    this.legal = legalIndices(this.position);
  }

  /** All moves so far, opening included, in UCI notation. */
  get line(): readonly string[] {
    return this.moves;
  }

  /** The player of the side to move. */
  get mover(): Player {
    return this.position.turn === 'white' ? this.white : this.black;
  }

  /** Plays a network's choice for the side to move. */
  playChoice(choice: MoveChoice): void {
    this.statistics[this.position.turn].legalShare += choice.legalShare;
    if (choice.guarded) this.statistics[this.position.turn].guarded++;
    this.play(choice.index);
  }

  /** Plays a legal move, given by its policy index, and checks whether the game has ended. */
  play(index: number): void {
    const { position } = this;
    this.statistics[position.turn].moves++;
    this.moves.push(uciOfIndex(position, index));
    position.play(indexToMove(position, index));
    this.history.push(position);
    this.legal = legalIndices(position);
    this.ended = endingOf(position, this.history, this.order.maxPlies, this.legal.length > 0);
  }

  /** Ends the game: the side to move loses by its own fault. */
  forfeit(fault: EngineFault): void {
    this.ended = { result: this.position.turn === 'white' ? '0-1' : '1-0', termination: fault };
  }

  /** The result of an ended game. */
  result(): GameResult {
    if (!this.ended) throw new Error('the game has not ended');
    const { white, black } = this.statistics;
    return {
      gameKey: this.order.gameKey,
      ...this.ended,
      moves: this.moves.join(' '),
      plies: this.moves.length,
      white,
      black,
    };
  }
}
