/**
 * A match of one player against one opponent: every opening twice with colours swapped, scored by games and by pairs.
 */
import { type Elo, eloOfMatch } from '../../rating/elo/index.js';
import type { GameOrder, GameResult } from '../../spec/index.js';
import { randomFromHash, sha256Hex, shuffle } from '../../spec/keys/index.js';
import { type ContestantKey, type GameKey, halfPointsOf } from '../../vocabulary/index.js';
import type { Player } from '../player/index.js';
import { playGames } from './play-games.js';

/** Score of the player so far. */
interface GauntletScore {
  readonly wins: number;
  readonly draws: number;
  readonly losses: number;
  /** Numbers of pairs in which the player scored 0, 1/2, 1, 1 1/2 and 2 points. */
  readonly pairs: readonly [number, number, number, number, number];
  /** Numbers of games by termination. */
  readonly endings: Readonly<Record<string, number>>;
  /**
   * The player's own moves: their number, the mean share of its raw policy on legal moves (null unless it is a
   * network), and the number of moves that the guard decided.
   */
  readonly play: { readonly moves: number; readonly legalShare: number | null; readonly guarded: number };
}

/** Final score with the Elo difference that it implies. */
export interface RatedScore extends GauntletScore, Elo {}

/** Settings of `playGauntlet`. */
export interface GauntletOptions {
  readonly player: Player;
  readonly opponent: Player;
  /** Name of the opponent. Part of the games' keys, which seed their random numbers. */
  readonly name: string;
  /** An even number. */
  readonly games: number;
  /** Openings as UCI moves separated by spaces. */
  readonly book: readonly string[];
  /** Half-moves taken from each opening. */
  readonly openingPlies: number;
  readonly maxPlies: number;
  readonly seed: string;
  /** Games played at the same time. */
  readonly concurrency: number;
  readonly onProgress?: (score: GauntletScore) => void;
  readonly onGame?: (game: GameResult) => void;
  readonly signal?: AbortSignal;
}

const PLAYER_KEY = 'model' as ContestantKey;

/**
 * Plays the match. Equal options give equal games, unless the opponent's moves depend on time or on its own random
 * numbers. Throws RangeError for an odd number of games, and what `playGames` throws.
 */
export async function playGauntlet(options: GauntletOptions): Promise<RatedScore> {
  if (options.games < 2 || options.games % 2 === 1) throw new RangeError('a gauntlet needs an even number of games');
  const opponentKey = `opponent:${options.name}` as ContestantKey;
  const orders = createOrders(options, opponentKey);
  const numbers = new Map(orders.map(({ gameKey }, number) => [gameKey, number]));
  const tally = new Tally(orders.length, options.player.kind === 'network');
  let next = 0;
  await playGames({
    players: new Map([
      [PLAYER_KEY, options.player],
      [opponentKey, options.opponent],
    ]),
    next: () => orders[next++],
    concurrency: options.concurrency,
    onFinished: (game) => {
      const number = numbers.get(game.gameKey)!;
      tally.add(number, orders[number]!.white === PLAYER_KEY, game);
      options.onGame?.(game);
      options.onProgress?.(tally.score());
    },
    ...(options.signal ? { signal: options.signal } : {}),
  });
  const score = tally.score();
  return { ...score, ...eloOfMatch(score.pairs, { wins: score.wins, draws: score.draws, losses: score.losses }) };
}

/** Games 2 i and 2 i + 1 are a pair. */
function createOrders(
  { games, book, openingPlies, maxPlies, seed, name }: GauntletOptions,
  opponentKey: ContestantKey,
): GameOrder[] {
  const openings = shuffle([...book], randomFromHash(sha256Hex(`evaluate/${seed}`)));
  return Array.from({ length: games }, (_, i): GameOrder => {
    const opening = openings[(i >> 1) % openings.length]!.split(' ').slice(0, openingPlies).join(' ');
    const [white, black] = i % 2 === 0 ? [PLAYER_KEY, opponentKey] : [opponentKey, PLAYER_KEY];
    return { gameKey: sha256Hex(`evaluate/${seed}/${name}/${i}`) as GameKey, white, black, opening, maxPlies };
  });
}

class Tally {
  /** Half points of the player by game; -1 until the game ends. */
  private readonly halfPoints: Int8Array;
  private readonly endings: Record<string, number> = {};
  private moves = 0;
  private legalShare = 0;
  private guarded = 0;

  constructor(
    games: number,
    private readonly isNetwork: boolean,
  ) {
    this.halfPoints = new Int8Array(games).fill(-1);
  }

  add(number: number, asWhite: boolean, { result, termination, white, black }: GameResult): void {
    const own = asWhite ? white : black;
    this.moves += own.moves;
    this.legalShare += own.legalShare;
    this.guarded += own.guarded;
    this.halfPoints[number] = halfPointsOf(result, asWhite);
    this.endings[termination] = (this.endings[termination] ?? 0) + 1;
  }

  score(): GauntletScore {
    const count = (value: number): number =>
      this.halfPoints.reduce((sum, points) => sum + (points === value ? 1 : 0), 0);
    const pairs: [number, number, number, number, number] = [0, 0, 0, 0, 0];
    for (let i = 0; i < this.halfPoints.length; i += 2) {
      const [first, second] = [this.halfPoints[i]!, this.halfPoints[i + 1]!];
      if (first >= 0 && second >= 0) pairs[first + second]!++;
    }
    const { moves, guarded } = this;
    const play = { moves, legalShare: this.isNetwork && moves > 0 ? this.legalShare / moves : null, guarded };
    return { wins: count(2), draws: count(1), losses: count(0), pairs, endings: { ...this.endings }, play };
  }
}
