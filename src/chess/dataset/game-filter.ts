/** Decides game by game what is kept, replays it, and packs its positions. Holds one game and its counters. */
import { Chess } from 'chessops';
import { halfPointsOf, RESULTS, type Result } from '../../vocabulary/index.js';
import {
  moveToIndex,
  packPosition,
  RECORD_BYTES,
  RECORD_WORDS,
  REPEAT_KEY_WORDS,
  writeRepeatKey,
} from '../board/index.js';
import type { ParsedGame } from '../pgn/index.js';
import { isNullMove, looksLikeMove, readMove } from '../pgn/index.js';
import { EvaluationFilter } from './evaluation-filter.js';
import { Fingerprints } from './fingerprints.js';
import type { GameDropReason, GamesProfile, GamesSettings } from './games-profile.js';

/** The longest game on record at the board has 538 plies, engine matches reach about 1,000. */
const MOST_PLIES = 2_000;
/** One game in fifty is held out. */
const HELD_OUT_SHARE = 50;
const KNOWN: ReadonlySet<string> = new Set(RESULTS);
const STANDARD = new Set(['', 'standard', 'chess', 'normal', 'from position', 'rated']);
/** The start position as a FEN tag spells it; the counters may be left out. */
const START = /^rnbqkbnr\/pppppppp\/8\/8\/8\/8\/PPPPPPPP\/RNBQKBNR w KQkq -(?: 0(?: 1)?)?$/;

export interface KeptGame {
  readonly heldOut: boolean;
  /** How many records of `sieve.records` are this game's; repeats are already left out. */
  readonly positions: number;
  /** How many records of `sieve.evaluations` are this game's. */
  readonly evaluations: number;
}

export class GameFilter {
  /** The kept game's records, overwritten by the next game. */
  readonly records = new Uint8Array(MOST_PLIES * RECORD_BYTES);
  readonly evaluations: EvaluationFilter;
  readonly #words = new Uint32Array(this.records.buffer);
  readonly #key = new Uint32Array(REPEAT_KEY_WORDS);
  readonly #seen: Fingerprints;
  readonly #settings: GamesSettings;

  #read = 0;
  #kept = 0;
  readonly #dropped = new Map<GameDropReason, number>();
  readonly #results: Record<Result, number> = { '1-0': 0, '0-1': 0, '1/2-1/2': 0 };
  #train = 0;
  #heldOut = 0;
  #duplicates = 0;
  #rated = 0;
  #ratingSum = 0;
  #lowest = Infinity;
  #highest = -Infinity;
  readonly #histogram = new Map<number, number>();
  #plies = 0;
  #longest = 0;

  constructor(settings: GamesSettings, seen = new Fingerprints()) {
    this.#settings = settings;
    this.evaluations = new EvaluationFilter(settings.minPly);
    this.#seen = seen;
  }

  get read(): number {
    return this.#read;
  }
  get kept(): number {
    return this.#kept;
  }
  get positions(): number {
    return this.#train + this.#heldOut;
  }
  dropped(reason: GameDropReason): number {
    return this.#dropped.get(reason) ?? 0;
  }

  /** Packs the game into `records`, or counts why not. */
  take(game: ParsedGame): KeptGame | undefined {
    this.#read++;
    const ratings = lowerRating(game.tags);
    const reason = this.#unfit(game, ratings) ?? this.#replay(game);
    if (typeof reason === 'string') {
      this.#dropped.set(reason, this.dropped(reason) + 1);
      this.evaluations.dropGame(game.evaluations);
      return undefined;
    }
    this.#kept++;
    this.#results[resultOf(game) as Result]++;
    this.#plies += game.moves.length;
    this.#longest = Math.max(this.#longest, game.moves.length);
    if (ratings !== undefined) this.#countRating(ratings);
    return reason;
  }

  #unfit(game: ParsedGame, rating: number | undefined): GameDropReason | undefined {
    const { tags, moves } = game;
    if (tags.size === 0 && !moves.slice(0, 2).every(looksLikeMove)) return 'not-a-game';
    if (!STANDARD.has((tags.get('Variant') ?? '').toLowerCase())) return 'variant';
    const start = tags.get('FEN');
    if (start !== undefined && start !== '' && !START.test(start.trim())) return 'custom-start';
    if (moves.length === 0) return 'no-moves';
    if (moves.length > MOST_PLIES) return 'too-long';
    const result = resultOf(game);
    if (result === 'conflict') return 'result-conflict';
    if (!KNOWN.has(result) || tags.get('Termination')?.toLowerCase() === 'abandoned') return 'unfinished';
    if (this.#settings.minRating > 0) {
      if (rating === undefined) return 'unrated';
      if (rating < this.#settings.minRating) return 'rating-below';
    }
    return undefined;
  }

  #replay(game: ParsedGame): GameDropReason | KeptGame {
    const { minPly } = this.#settings;
    const { moves } = game;
    const result = resultOf(game) as Result;
    const position = Chess.default();
    let hash = 0x811c9dc5; // FNV-1a over the moves' policy indices: the same game is held out however it is spelt
    this.evaluations.begin(game.evaluations);
    for (let ply = 0; ply < moves.length; ply++) {
      this.evaluations.see(position, ply, this.#read);
      const move = readMove(position, moves[ply]!);
      if (!move) return isNullMove(moves[ply]!) ? 'null-move' : 'illegal-move';
      const index = moveToIndex(position, move);
      hash = Math.imul(hash ^ index, 0x01000193);
      const outcome = halfPointsOf(result, position.turn === 'white');
      packPosition(position, this.records, ply * RECORD_BYTES, { move: index, outcome, ply, game: this.#read });
      position.play(move);
    }
    this.evaluations.see(position, moves.length, this.#read);
    const mated = position.isCheck() && !position.hasDests();
    if (mated && halfPointsOf(result, position.turn === 'white') > 0) return 'result-conflict';
    return this.#store(moves.length, minPly, isHeldOut(hash));
  }

  /**
   * Moves the records that are stored to the front. Training positions are stored once each, unless the settings keep
   * repeats; games held out are stored whole, as they were played: what is measured on them must not depend on what
   * else was read.
   */
  #store(plies: number, minPly: number, heldOut: boolean): KeptGame {
    const room = (this.#settings.maxPositions ?? Infinity) - this.positions;
    const once = !heldOut && !this.#settings.keepRepeats;
    let positions = 0;
    for (let ply = minPly; ply < plies && positions < room; ply++) {
      const at = ply * RECORD_WORDS;
      if (once && !this.#isNew(at)) {
        this.#duplicates++;
        continue;
      }
      this.#words.copyWithin(positions * RECORD_WORDS, at, at + RECORD_WORDS);
      positions++;
    }
    if (heldOut) this.#heldOut += positions;
    else this.#train += positions;
    return { heldOut, positions, evaluations: this.evaluations.keep(heldOut) };
  }

  /** Whether the record that begins at this word was not seen before: board, rights and move. */
  #isNew(at: number): boolean {
    writeRepeatKey(this.#words, at, this.#key);
    return this.#seen.add(this.#key, 0, REPEAT_KEY_WORDS);
  }

  #countRating(rating: number): void {
    this.#rated++;
    this.#ratingSum += rating;
    this.#lowest = Math.min(this.#lowest, rating);
    this.#highest = Math.max(this.#highest, rating);
    const hundred = Math.floor(rating / 100) * 100;
    this.#histogram.set(hundred, (this.#histogram.get(hundred) ?? 0) + 1);
  }

  counts(): Pick<GamesProfile, 'games' | 'positions' | 'evaluations' | 'results' | 'ratings' | 'plies'> {
    const rated = this.#rated > 0;
    const evaluations = this.evaluations.counts();
    return {
      games: { read: this.#read, kept: this.#kept, dropped: Object.fromEntries(this.#dropped) },
      positions: {
        train: this.#train,
        heldOut: this.#heldOut,
        duplicates: this.#duplicates,
        duplicatesMissedAtMost: this.#seen.evictions,
      },
      ...(evaluations ? { evaluations } : {}),
      results: { ...this.#results },
      ratings: {
        known: this.#rated,
        lowest: rated ? this.#lowest : null,
        mean: rated ? Math.round(this.#ratingSum / this.#rated) : null,
        highest: rated ? this.#highest : null,
        histogram: Object.fromEntries([...this.#histogram].sort(([a], [b]) => a - b)),
      },
      plies: { mean: this.#kept ? Math.round((this.#plies / this.#kept) * 10) / 10 : null, longest: this.#longest },
    };
  }
}

/** What tag and closing result agree on; `*` when neither says. */
function resultOf(game: ParsedGame): string {
  const tag = game.tags.get('Result') ?? '*';
  const closing = game.result ?? tag;
  if (KNOWN.has(tag) && closing !== tag) return 'conflict';
  return closing;
}

function lowerRating(tags: ReadonlyMap<string, string>): number | undefined {
  const white = rating(tags.get('WhiteElo'));
  const black = rating(tags.get('BlackElo'));
  return white === undefined || black === undefined ? undefined : Math.min(white, black);
}

function rating(text: string | undefined): number | undefined {
  const digits = /^\s*(\d{2,4})\??\s*$/.exec(text ?? '');
  return digits && Number(digits[1]) > 0 ? Number(digits[1]) : undefined;
}

function isHeldOut(hash: number): boolean {
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) % HELD_OUT_SHARE === 0;
}
