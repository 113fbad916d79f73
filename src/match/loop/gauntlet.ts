/** One player against one opponent: every opening twice, colours swapped, counted by games and by pairs. */
import { type Elo, eloOfMatch } from '../../rating/index.js';
import { type GameOrder, type GameResult, randomFromHash, sha256Hex, shuffle } from '../../spec/index.js';
import { type ContestantKey, type GameKey, halfPointsOf } from '../../vocabulary/index.js';
import type { Player } from '../player/index.js';
import { playGames } from './play-games.js';

export interface GauntletScore {
  readonly wins: number;
  readonly draws: number;
  readonly losses: number;
  /** Pairs in which the player made 0, 1/2, 1, 1 1/2 and 2 points. */
  readonly pairs: readonly [number, number, number, number, number];
  /** How games ended, by termination. */
  readonly endings: Readonly<Record<string, number>>;
  /**
   * The player's own moves: how many, the mean share of its raw policy on legal moves (null for an anchor), and how
   * many the guard decided.
   */
  readonly play: { readonly moves: number; readonly legalShare: number | null; readonly guarded: number };
}

export interface RatedScore extends GauntletScore, Elo {}

export interface GauntletOptions {
  readonly player: Player;
  readonly opponent: Player;
  /** Names the opponent in the keys of the games, on which their random numbers depend. */
  readonly name: string;
  /** An even number. */
  readonly games: number;
  /** UCI lines, as chess/openings reads them. */
  readonly book: readonly string[];
  /** Half-moves taken from each line of the book. */
  readonly openingPlies: number;
  readonly maxPlies: number;
  readonly seed: string;
  /** Games on boards at once. */
  readonly concurrency: number;
  readonly onProgress?: (score: GauntletScore) => void;
  readonly onGame?: (game: GameResult) => void;
  readonly signal?: AbortSignal;
}

const ME = 'model' as ContestantKey;

/**
 * Throws what playGames throws. Equal options give equal games, unless the opponent plays by the clock or by its own
 * dice.
 */
export async function playGauntlet(options: GauntletOptions): Promise<RatedScore> {
  if (options.games < 2 || options.games % 2 === 1) throw new RangeError('a gauntlet needs an even number of games');
  const it = `opponent:${options.name}` as ContestantKey;
  const orders = ordersOf(options, it);
  const numbers = new Map(orders.map(({ gameKey }, number) => [gameKey, number]));
  const tally = new Tally(orders.length, options.player.kind === 'network');
  let next = 0;
  await playGames({
    players: new Map([
      [ME, options.player],
      [it, options.opponent],
    ]),
    next: () => orders[next++],
    concurrency: options.concurrency,
    onFinished: (game) => {
      const number = numbers.get(game.gameKey)!;
      tally.add(number, orders[number]!.white === ME, game);
      options.onGame?.(game);
      options.onProgress?.(tally.score());
    },
    ...(options.signal ? { signal: options.signal } : {}),
  });
  const score = tally.score();
  return { ...score, ...eloOfMatch(score.pairs, { wins: score.wins, draws: score.draws, losses: score.losses }) };
}

/** Games 2 i and 2 i + 1 are a pair. */
function ordersOf(
  { games, book, openingPlies, maxPlies, seed, name }: GauntletOptions,
  it: ContestantKey,
): GameOrder[] {
  const openings = shuffle([...book], randomFromHash(sha256Hex(`evaluate/${seed}`)));
  return Array.from({ length: games }, (_, i): GameOrder => {
    const opening = openings[(i >> 1) % openings.length]!.split(' ').slice(0, openingPlies).join(' ');
    const [white, black] = i % 2 === 0 ? [ME, it] : [it, ME];
    return { gameKey: sha256Hex(`evaluate/${seed}/${name}/${i}`) as GameKey, white, black, opening, maxPlies };
  });
}

class Tally {
  /** Half points of the player by game; -1 while it is not over. */
  private readonly points: Int8Array;
  private readonly endings: Record<string, number> = {};
  private moves = 0;
  private legalShare = 0;
  private guarded = 0;

  constructor(
    games: number,
    private readonly isNetwork: boolean,
  ) {
    this.points = new Int8Array(games).fill(-1);
  }

  add(number: number, asWhite: boolean, { result, termination, white, black }: GameResult): void {
    const own = asWhite ? white : black;
    this.moves += own.moves;
    this.legalShare += own.legalShare;
    this.guarded += own.guarded;
    this.points[number] = halfPointsOf(result, asWhite);
    this.endings[termination] = (this.endings[termination] ?? 0) + 1;
  }

  score(): GauntletScore {
    const count = (value: number): number => this.points.reduce((sum, points) => sum + (points === value ? 1 : 0), 0);
    const pairs: [number, number, number, number, number] = [0, 0, 0, 0, 0];
    for (let i = 0; i < this.points.length; i += 2) {
      const [one, two] = [this.points[i]!, this.points[i + 1]!];
      if (one >= 0 && two >= 0) pairs[one + two]!++;
    }
    const { moves, guarded } = this;
    const play = { moves, legalShare: this.isNetwork && moves > 0 ? this.legalShare / moves : null, guarded };
    return { wins: count(2), draws: count(1), losses: count(0), pairs, endings: { ...this.endings }, play };
  }
}
