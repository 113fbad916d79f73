import type { GameToReplay, ReplayedGame } from '../../spec/index.js';
import type { ContestantKey } from '../../vocabulary/index.js';
import { evaluatorFor, MoveEvaluationReader, type MoveEvaluator, type Player } from '../player/index.js';
import { type Decision, decideAgain } from './decide-again.js';
import { feedRecorded } from './feed-recorded.js';
import { sortByModel } from './sort-by-model.js';

/** Boards a pass: enough to fill the kernels; copies of this many positions and histories take a few megabytes. */
const PASS_SIZE = 256;

/**
 * Decides every move of recorded games again. A game's moves are on record, so no move waits for the one before it:
 * positions of all plies and games in which one network is to move are evaluated together, in whatever batches. A move
 * is the same if the network, evaluated now, chooses it by the same random number; a tie if a change of its outputs by
 * at most LOGIT_TOLERANCE leads to it; else a difference. Engines, whose weakened levels are random, are not asked.
 *
 * Results are in the order of `games`. Rejects with the signal's reason when aborted, with MatchError for an order that
 * cannot be played, and with any error of a network.
 */
export async function replayRecorded(
  games: readonly GameToReplay[],
  players: ReadonlyMap<ContestantKey, Player>,
  signal?: AbortSignal,
): Promise<ReplayedGame[]> {
  const waiting = new Map<MoveEvaluator, Decision[]>();
  const passes = new RunningPasses();
  const tallies = [];
  for (const game of games) {
    tallies.push(
      feedRecorded(game, players, (decision) => {
        const evaluator = evaluatorFor(decision.model);
        const group = waiting.get(evaluator);
        if (group) group.push(decision);
        else waiting.set(evaluator, [decision]);
      }),
    );
    for (const [evaluator, group] of waiting) {
      while (group.length >= PASS_SIZE) await passes.add(evaluator, group.splice(0, PASS_SIZE));
    }
    signal?.throwIfAborted();
    await new Promise(setImmediate); // messages and signals
  }
  for (const [evaluator, group] of waiting) if (group.length > 0) await passes.add(evaluator, group);
  await passes.end();
  signal?.throwIfAborted();
  return tallies.map((tally) => tally.result());
}

/** Forward passes in progress, at most as many as their evaluators take at a time. */
class RunningPasses {
  private readonly running = new Set<Promise<void>>();
  private failure: { readonly cause: unknown } | undefined;

  /** Starts a pass as soon as there is room. Rejects with the first error of any pass. */
  async add(evaluator: MoveEvaluator, decisions: Decision[]): Promise<void> {
    while (this.running.size >= evaluator.concurrency) await Promise.race(this.running);
    this.throwIfFailed();
    const pass = decide(evaluator, decisions)
      .catch((cause: unknown) => void (this.failure ??= { cause }))
      .finally(() => this.running.delete(pass));
    this.running.add(pass);
  }

  /** Waits for all passes. Rejects with the first error. */
  async end(): Promise<void> {
    await Promise.all(this.running);
    this.throwIfFailed();
  }

  private throwIfFailed(): void {
    if (this.failure) throw this.failure.cause;
  }
}

async function decide(evaluator: MoveEvaluator, decisions: Decision[]): Promise<void> {
  sortByModel(decisions);
  const reader = new MoveEvaluationReader(await evaluator.evaluateMoves(decisions));
  for (const decision of decisions) decideAgain(decision, reader.next(decision.legal.length));
}
