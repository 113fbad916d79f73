/**
 * The batched game loop. Hundreds of games stand on their boards at once; every step asks one network about all the
 * positions in which it is to move, in a single forward pass, and plays the answers. Games that end make room for
 * the next. In a match of two networks the groups soon hold all games in turn, so batches stay as large as possible.
 * Engines are asked without waiting; as long as one of them thinks, a network waits for a full batch.
 */
import { POLICY_SIZE } from '../chess/encoding.js';
import type { GameOrder, GameResult } from '../spec/index.js';
import type { ContestantKey } from '../vocabulary/index.js';
import { chooseAnchorMove } from './anchors.js';
import { AskedMoves } from './asked-moves.js';
import { type Choice, chooseMove } from './choose.js';
import { LiveGame } from './live-game.js';
import { type Evaluation, MatchError, type NetworkPlayer, type Player, type PolicyModel } from './model.js';
import { newReport, PhaseClock, type PlayReport } from './phases.js';

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

/** With so many games a network goes ahead although engines still think of others. */
const FULL_BATCH = 64;

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
  readonly report = newReport();
  private readonly clock = new PhaseClock(this.report.seconds);
  /** Games by the network they wait for. Players with one model share its batches. */
  private readonly waiting = new Map<PolicyModel, LiveGame[]>();
  private readonly asked = new AskedMoves();
  private onBoards = 0;
  private lastTurn = performance.now();

  constructor(private readonly options: PlayOptions) {}

  async run(): Promise<void> {
    await this.seatGames();
    while (this.onBoards > 0) {
      let stepped = false;
      for (const model of [...this.waiting.keys()]) {
        const games = this.waiting.get(model)!;
        if (games.length === 0) {
          this.waiting.delete(model);
          continue;
        }
        if (this.asked.open > 0 && games.length < FULL_BATCH) continue;
        this.waiting.set(model, []);
        await this.step(model, games);
        await this.seatGames();
        stepped = true;
      }
      if (this.asked.open > 0 && (!stepped || this.asked.ready)) await this.hear();
    }
  }

  /** Plays the moves that engines have found since, waiting for one at least. */
  private async hear(): Promise<void> {
    this.clock.restart();
    const answers = await this.asked.take(this.options.signal);
    this.clock.book('engines');
    for (const { game, move } of answers) {
      if (typeof move === 'number') {
        game.play(move);
        this.report.plies++;
      } else game.forfeit(move);
      this.settle(game);
    }
    this.clock.book('rules');
    await this.seatGames();
  }

  /** One forward pass, one move in each of `games`. */
  private async step(model: PolicyModel, games: readonly LiveGame[]): Promise<void> {
    const { clock, report } = this;
    this.options.signal?.throwIfAborted();
    clock.restart();
    const evaluation = await model.evaluate(games.map(({ position }) => position));
    checkShape(evaluation, games.length);
    clock.book('network');
    const choices: Choice[] = games.map((game, row) =>
      chooseMove(game, evaluation, row, (game.mover as NetworkPlayer).decoding, game.random),
    );
    clock.book('choosing');
    report.batches++;
    report.positions += games.length;
    report.plies += games.length;
    for (let row = 0; row < games.length; row++) {
      games[row]!.playChoice(choices[row]!);
      this.settle(games[row]!);
    }
    clock.book('rules');
    await this.giveTurn();
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

  /** Plays anchors' moves until a network or an engine is to move or the game is over; then files the game accordingly. */
  private settle(game: LiveGame): void {
    while (!game.ended) {
      const { mover } = game;
      if (mover.kind === 'network') {
        const games = this.waiting.get(mover.model);
        if (games) games.push(game);
        else this.waiting.set(mover.model, [game]);
        return;
      }
      if (mover.kind === 'engine') return this.asked.ask(game, mover);
      game.play(chooseAnchorMove(mover.anchor, game.position, game.legal, game.random));
      this.report.plies++;
    }
    this.onBoards--;
    this.report.games++;
    this.options.onFinished(game.result());
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

function checkShape({ policy, outcome }: Evaluation, count: number): void {
  if (policy.length < count * POLICY_SIZE || outcome.length < count * 3) {
    throw new MatchError('bad-evaluation', `${count} positions need ${count * POLICY_SIZE} logits and ${count * 3} probabilities`);
  }
}
