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
import { type GameOrder, type GameResult, type Random, randomFromHash, type SideStatistics } from '../../spec/index.js';
import type { EngineFault } from '../../vocabulary/index.js';
import type { MoveChoice } from '../player/index.js';
import { MatchError, type Player } from '../player/index.js';

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

const noMoves = (): Writable<SideStatistics> => ({ moves: 0, legalShare: 0, guarded: 0 });

/** One game on its board, from its order to its result. */
export class LiveGame {
  readonly position = Chess.default();
  readonly history = new PositionHistory(this.position);
  /** The game's own numbers, seeded by its key: it plays the same whatever is played beside it. */
  readonly random: Random;
  /** Policy indices of the legal moves in the position. */
  legal: readonly number[] = [];
  ended: Ending | undefined;
  private readonly moves: string[] = [];
  private readonly statistics = { white: noMoves(), black: noMoves() };

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

  get mover(): Player {
    return this.position.turn === 'white' ? this.white : this.black;
  }

  /** Plays a network's choice for the side to move. */
  playChoice(choice: MoveChoice): void {
    this.statistics[this.position.turn].legalShare += choice.legalShare;
    if (choice.guarded) this.statistics[this.position.turn].guarded++;
    this.play(choice.index);
  }

  /** Plays a legal move and sees whether the game is over. */
  play(index: number): void {
    const { position } = this;
    this.statistics[position.turn].moves++;
    this.moves.push(uciOfIndex(position, index));
    position.play(indexToMove(position, index));
    this.history.push(position);
    this.legal = legalIndices(position);
    this.ended = endingOf(position, this.history, this.order.maxPlies, this.legal.length > 0);
  }

  /** The side to move loses by a fault of its own. */
  forfeit(fault: EngineFault): void {
    this.ended = { result: this.position.turn === 'white' ? '0-1' : '1-0', termination: fault };
  }

  result(): GameResult {
    if (!this.ended) throw new Error('the game is still going on');
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
