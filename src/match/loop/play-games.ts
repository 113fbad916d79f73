/**
 * The batched game loop. Hundreds of games are played at the same time, and all positions in which one network is to
 * move are evaluated in a single forward pass. A game that ends makes room for the next one. An evaluator outside of
 * this thread gets several concurrent passes, each with a part of the games: while it evaluates some, moves of the
 * others are played here. Engines are asked without blocking; while one of them is thinking, a network waits for a full
 * batch.
 */
import type { GameOrder, GameResult } from '../../spec/index.js';
import type { ContestantKey, EngineFault } from '../../vocabulary/index.js';
import {
  chooseAnchorMove,
  chooseMove,
  type EnginePlayer,
  evaluatorFor,
  MatchError,
  type MoveChoice,
  MoveEvaluationReader,
  type MovesEvaluation,
  type NetworkPlayer,
  type Player,
} from '../player/index.js';
import { askEngine } from './ask-engine.js';
import { CompletionQueue } from './completion-queue.js';
import { EvaluationQueue, type ForwardPass } from './evaluation-queue.js';
import { LiveGame } from './live-game.js';
import { newPlayReport, PhaseClock, type PlayReport } from './play-report.js';
import { sortByModel } from './sort-by-model.js';

/** Settings of `playGames`. */
export interface PlayOptions {
  readonly players: ReadonlyMap<ContestantKey, Player>;
  /** The next game to be played. After `undefined` it is called again while games are in progress. */
  readonly next: () => GameOrder | undefined;
  /** Maximum number of games played at the same time. */
  readonly concurrency: number;
  readonly onFinished: (result: GameResult) => void;
  readonly signal?: AbortSignal;
}

/** The loop yields to the event loop (messages, signals) at least this often, as networks may block this thread. ms. */
const MAX_BLOCKING_MS = 20;

/** What the loop waits for: a network's evaluation of some games, or an engine's move or fault in one. */
type Completion =
  | { readonly kind: 'evaluated'; readonly games: readonly LiveGame[]; readonly evaluation: MovesEvaluation }
  | { readonly kind: 'moved'; readonly game: LiveGame; readonly move: number | EngineFault };

/**
 * Plays until `next` returns no more games and all games have ended. A game has the same moves whatever is played at
 * the same time, except where a decision hangs on less than two batches' evaluations differ by (docs/decisions/0011).
 * Rejects with the signal's reason when aborted, with MatchError for an order that cannot be played, and with any
 * error of a model or of `onFinished`.
 */
export async function playGames(options: PlayOptions): Promise<PlayReport> {
  const loop = new GameLoop(options);
  await loop.run();
  return loop.report;
}

class GameLoop {
  readonly report = newPlayReport();
  private readonly clock = new PhaseClock(this.report.seconds);
  private readonly evaluationQueue = new EvaluationQueue();
  private readonly completions = new CompletionQueue<Completion>();
  private runningPasses = 0;
  /** Games in which an engine is to move. */
  private engineGames = 0;
  private activeGames = 0;
  private lastYield = performance.now();

  constructor(private readonly options: PlayOptions) {}

  async run(): Promise<void> {
    await this.startGames();
    while (this.activeGames > 0) {
      this.startPasses();
      this.clock.restart();
      const phase = this.runningPasses > 0 ? 'network' : 'engines';
      const completions = await this.completions.take(this.options.signal);
      this.clock.lap(phase);
      for (const completion of completions) {
        if (completion.kind === 'evaluated') this.playEvaluated(completion.games, completion.evaluation);
        else this.playEngine(completion.game, completion.move);
        await this.startGames();
        this.startPasses();
      }
      await this.yieldToEventLoop();
    }
  }

  /** Starts all forward passes that the queue has ready. */
  private startPasses(): void {
    for (;;) {
      const pass = this.evaluationQueue.take(this.runningPasses, this.activeGames, this.engineGames);
      if (!pass) return;
      this.runningPasses++;
      this.clock.restart();
      this.completions.add(evaluateGames(pass));
      this.clock.lap(pass.evaluator.concurrency > 1 ? 'encoding' : 'network');
    }
  }

  private askEngine(game: LiveGame, player: EnginePlayer): void {
    this.engineGames++;
    this.completions.add(askEngine(game, player).then((move) => ({ kind: 'moved', game, move })));
  }

  private playEngine(game: LiveGame, move: number | EngineFault): void {
    this.clock.restart();
    this.engineGames--;
    if (typeof move === 'number') {
      game.play(move);
      this.report.plies++;
    } else game.forfeit(move);
    this.advance(game);
    this.clock.lap('rules');
  }

  /** Plays one move in each of the evaluated games. */
  private playEvaluated(games: readonly LiveGame[], evaluation: MovesEvaluation): void {
    const { clock, report } = this;
    this.runningPasses--;
    clock.restart();
    const reader = new MoveEvaluationReader(evaluation);
    const choices: MoveChoice[] = games.map((game) =>
      chooseMove(game, reader.next(game.legal.length), (game.mover as NetworkPlayer).decoding, game.random),
    );
    clock.lap('choosing');
    report.batches++;
    report.positions += games.length;
    report.plies += games.length;
    games.forEach((game, i) => {
      game.playChoice(choices[i]!);
      this.advance(game);
    });
    clock.lap('rules');
  }

  /** Starts new games up to the maximum number. */
  private async startGames(): Promise<void> {
    while (this.activeGames < this.options.concurrency) {
      this.options.signal?.throwIfAborted();
      const order = this.options.next();
      if (!order) return;
      this.clock.restart();
      const game = new LiveGame(order, this.player(order.white), this.player(order.black));
      this.activeGames++;
      this.advance(game);
      this.clock.lap('rules');
      await this.yieldToEventLoop(); // games between anchors have ended by now, and there may be thousands
    }
  }

  /**
   * Plays the moves of anchors until a network or an engine is to move, and queues the game for it, or until the game
   * has ended, and reports it.
   */
  private advance(game: LiveGame): void {
    while (!game.ended) {
      const { mover } = game;
      if (mover.kind === 'network') {
        this.evaluationQueue.add(evaluatorFor(mover.model), game);
        return;
      }
      if (mover.kind === 'engine') {
        this.askEngine(game, mover);
        return;
      }
      game.play(chooseAnchorMove(mover.anchor, game.position, game.legal, game.random));
      this.report.plies++;
    }
    this.activeGames--;
    this.report.games++;
    this.clock.lap('rules');
    this.options.onFinished(game.result());
    this.clock.lap('recording');
  }

  private player(key: ContestantKey): Player {
    const player = this.options.players.get(key);
    if (!player) throw new MatchError('unknown-contestant', `no player for contestant ${key}`);
    return player;
  }

  private async yieldToEventLoop(): Promise<void> {
    if (performance.now() - this.lastYield < MAX_BLOCKING_MS) return;
    await new Promise(setImmediate);
    this.lastYield = performance.now();
  }
}

async function evaluateGames({ evaluator, games }: ForwardPass): Promise<Completion> {
  const boards = games.map((game) => ({
    game,
    model: (game.mover as NetworkPlayer).model,
    position: game.position,
    legal: game.legal,
    line: game.line,
  }));
  sortByModel(boards);
  const evaluation = await evaluator.evaluateMoves(boards);
  return { kind: 'evaluated', games: boards.map(({ game }) => game), evaluation };
}
