/**
 * The batched game loop. Hundreds of games stand on their boards at once; all positions in which one network is to move
 * are judged in a single forward pass. Games that end make room for the next. A judge that works beside this thread has
 * several passes given to it, each of its part of the games: while it judges some, the others' moves are
 * played here. Engines are asked without waiting; as long as one of them thinks, a network waits for a full batch.
 */
import type { GameOrder, GameResult } from '../../spec/index.js';
import type { ContestantKey, EngineFault } from '../../vocabulary/index.js';
import {
  chooseAnchorMove,
  chooseMove,
  type EnginePlayer,
  evaluatorOf,
  MatchError,
  type MoveChoice,
  MoveEvaluationReader,
  type MovesEvaluation,
  type NetworkPlayer,
  newPlayReport,
  PhaseClock,
  type Player,
  type PlayReport,
} from '../player/index.js';
import { askEngine } from './ask-engine.js';
import { Inbox } from './inbox.js';
import { LiveGame } from './live-game.js';
import { EvaluationQueue, type ForwardPass } from './waiting-games.js';

export interface PlayOptions {
  readonly players: ReadonlyMap<ContestantKey, Player>;
  /** The next game to be played. After `undefined` it is asked again for as long as games are on their boards. */
  readonly next: () => GameOrder | undefined;
  /** Games on boards at the same time. */
  readonly concurrency: number;
  readonly onFinished: (result: GameResult) => void;
  readonly signal?: AbortSignal;
}

/** Networks in this process may block it; messages and signals get a turn at least this often. Milliseconds. */
const LONGEST_WITHOUT_A_TURN = 20;

/** What the loop waits for: a network's judgement of some games, or an engine's move in one, or its fault. */
type Answer =
  | { readonly kind: 'judged'; readonly games: readonly LiveGame[]; readonly evaluation: MovesEvaluation }
  | { readonly kind: 'moved'; readonly game: LiveGame; readonly move: number | EngineFault };

/**
 * Plays until `next` has no more games and all have ended. Rejects with the signal's reason when aborted, with a
 * MatchError for an order that cannot be played, and with whatever a model or `onFinished` throws.
 */
export async function playGames(options: PlayOptions): Promise<PlayReport> {
  const loop = new GameLoop(options);
  await loop.run();
  return loop.report;
}

/** Plays one game on its own. Equal orders and players give equal games, whatever else they were played beside. */
export async function replayGame(order: GameOrder, players: ReadonlyMap<ContestantKey, Player>): Promise<GameResult> {
  const orders = [order];
  const results: GameResult[] = [];
  await playGames({ players, next: () => orders.pop(), concurrency: 1, onFinished: (result) => results.push(result) });
  return results[0]!;
}

class GameLoop {
  readonly report = newPlayReport();
  private readonly clock = new PhaseClock(this.report.seconds);
  private readonly waiting = new EvaluationQueue();
  private readonly answers = new Inbox<Answer>();
  private passes = 0;
  /** Games in which an engine is to move. */
  private thinking = 0;
  private onBoards = 0;
  private lastTurn = performance.now();

  constructor(private readonly options: PlayOptions) {}

  async run(): Promise<void> {
    await this.seatGames();
    while (this.onBoards > 0) {
      this.askNetworks();
      this.clock.restart();
      const waitsFor = this.passes > 0 ? 'network' : 'engines';
      const answers = await this.answers.take(this.options.signal);
      this.clock.book(waitsFor);
      for (const answer of answers) {
        if (answer.kind === 'judged') this.playJudged(answer.games, answer.evaluation);
        else this.playEngine(answer.game, answer.move);
        await this.seatGames();
        this.askNetworks();
      }
      await this.giveTurn();
    }
  }

  /** Starts the forward passes that it is time for. */
  private askNetworks(): void {
    for (;;) {
      const pass = this.waiting.take(this.passes, this.onBoards, this.thinking);
      if (!pass) return;
      this.passes++;
      this.clock.restart();
      this.answers.expect(judgeGames(pass));
      this.clock.book(pass.judge.passes > 1 ? 'encoding' : 'network');
    }
  }

  private askEngine(game: LiveGame, player: EnginePlayer): void {
    this.thinking++;
    this.answers.expect(askEngine(game, player).then((move) => ({ kind: 'moved', game, move })));
  }

  private playEngine(game: LiveGame, move: number | EngineFault): void {
    this.clock.restart();
    this.thinking--;
    if (typeof move === 'number') {
      game.play(move);
      this.report.plies++;
    } else game.forfeit(move);
    this.settle(game);
    this.clock.book('rules');
  }

  /** One move in each of `games`. */
  private playJudged(games: readonly LiveGame[], evaluation: MovesEvaluation): void {
    const { clock, report } = this;
    this.passes--;
    clock.restart();
    const judgements = new MoveEvaluationReader(evaluation);
    const choices: MoveChoice[] = games.map((game) =>
      chooseMove(game, judgements.next(game.legal.length), (game.mover as NetworkPlayer).decoding, game.random),
    );
    clock.book('choosing');
    report.batches++;
    report.positions += games.length;
    report.plies += games.length;
    games.forEach((game, place) => {
      game.playChoice(choices[place]!);
      this.settle(game);
    });
    clock.book('rules');
  }

  /** Takes new games while boards are free. */
  private async seatGames(): Promise<void> {
    while (this.onBoards < this.options.concurrency) {
      this.options.signal?.throwIfAborted();
      const order = this.options.next();
      if (!order) return;
      this.clock.restart();
      const game = new LiveGame(order, this.player(order.white), this.player(order.black));
      this.onBoards++;
      this.settle(game);
      this.clock.book('rules');
      await this.giveTurn(); // games between anchors are over by now, and there may be thousands
    }
  }

  /**
   * Plays anchors' moves until a network or an engine is to move or the game is over; then files the game accordingly.
   */
  private settle(game: LiveGame): void {
    while (!game.ended) {
      const { mover } = game;
      if (mover.kind === 'network') {
        this.waiting.add(evaluatorOf(mover.model), game);
        return;
      }
      if (mover.kind === 'engine') return this.askEngine(game, mover);
      game.play(chooseAnchorMove(mover.anchor, game.position, game.legal, game.random));
      this.report.plies++;
    }
    this.onBoards--;
    this.report.games++;
    this.clock.book('rules');
    this.options.onFinished(game.result());
    this.clock.book('recording');
  }

  private player(key: ContestantKey): Player {
    const player = this.options.players.get(key);
    if (!player) throw new MatchError('unknown-contestant', `no player for contestant ${key}`);
    return player;
  }

  private async giveTurn(): Promise<void> {
    if (performance.now() - this.lastTurn < LONGEST_WITHOUT_A_TURN) return;
    await new Promise(setImmediate);
    this.lastTurn = performance.now();
  }
}

async function judgeGames({ judge, games }: ForwardPass): Promise<Answer> {
  const boards = games.map((game) => ({
    game,
    model: (game.mover as NetworkPlayer).model,
    position: game.position,
    legal: game.legal,
  }));
  boards.sort((one, other) =>
    'evaluator' in one.model && 'evaluator' in other.model ? one.model.number - other.model.number : 0,
  );
  const evaluation = await judge.evaluateMoves(boards);
  return { kind: 'judged', games: boards.map(({ game }) => game), evaluation };
}
