/** Filters games, replays those that are kept, and packs their positions. Holds one game and the counters. */
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

/** The longest recorded over-the-board game has 538 plies; engine matches reach about 1,000. */
const MAX_PLIES = 2_000;
/** One game in this many is held out. */
const HELD_OUT_INTERVAL = 50;
const RESULT_TEXTS: ReadonlySet<string> = new Set(RESULTS);
/** Values of the Variant tag that mean standard chess. */
const STANDARD_VARIANTS = new Set(['', 'standard', 'chess', 'normal', 'from position', 'rated']);
/** The start position as a FEN; the counters may be missing. */
const START_FEN = /^rnbqkbnr\/pppppppp\/8\/8\/8\/8\/PPPPPPPP\/RNBQKBNR w KQkq -(?: 0(?: 1)?)?$/;

/** What is stored of a kept game. */
export interface KeptGame {
  readonly heldOut: boolean;
  /** Number of the game's records at the start of `GameFilter.records`, repeats excluded. */
  readonly positions: number;
  /** Number of the game's records at the start of `GameFilter.evaluations.records`. */
  readonly evaluations: number;
}

/** Filters, packs and counts games, one at a time. */
export class GameFilter {
  /** Records of the last kept game, overwritten by the next game. */
  readonly records = new Uint8Array(MAX_PLIES * RECORD_BYTES);
  /** Records of the engine evaluations in comments. */
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

  /** Number of games read. */
  get read(): number {
    return this.#read;
  }
  /** Number of games kept. */
  get kept(): number {
    return this.#kept;
  }
  /** Number of positions stored, held-out ones included. */
  get positions(): number {
    return this.#train + this.#heldOut;
  }
  /** Number of games dropped for this reason. */
  dropped(reason: GameDropReason): number {
    return this.#dropped.get(reason) ?? 0;
  }

  /** Packs a game into `records`. Returns undefined if the game is dropped, and counts the reason. */
  add(game: ParsedGame): KeptGame | undefined {
    this.#read++;
    const rating = lowerRating(game.tags);
    const outcome = this.#findDropReason(game, rating) ?? this.#replay(game);
    if (typeof outcome === 'string') {
      this.#dropped.set(outcome, this.dropped(outcome) + 1);
      this.evaluations.dropGame(game.evaluations);
      return undefined;
    }
    this.#kept++;
    this.#results[gameResult(game) as Result]++;
    this.#plies += game.moves.length;
    this.#longest = Math.max(this.#longest, game.moves.length);
    if (rating !== undefined) this.#countRating(rating);
    return outcome;
  }

  /** Checks everything but the moves. */
  #findDropReason(game: ParsedGame, rating: number | undefined): GameDropReason | undefined {
    const { tags, moves } = game;
    if (tags.size === 0 && !moves.slice(0, 2).every(looksLikeMove)) return 'not-a-game';
    if (!STANDARD_VARIANTS.has((tags.get('Variant') ?? '').toLowerCase())) return 'variant';
    const start = tags.get('FEN');
    if (start !== undefined && start !== '' && !START_FEN.test(start.trim())) return 'custom-start';
    if (moves.length === 0) return 'no-moves';
    if (moves.length > MAX_PLIES) return 'too-long';
    const result = gameResult(game);
    if (result === 'conflict') return 'result-conflict';
    if (!RESULT_TEXTS.has(result) || tags.get('Termination')?.toLowerCase() === 'abandoned') return 'unfinished';
    if (this.#settings.minRating > 0) {
      if (rating === undefined) return 'unrated';
      if (rating < this.#settings.minRating) return 'rating-below';
    }
    return undefined;
  }

  /** Replays and packs the game; returns the reason if a move or the final position is invalid. */
  #replay(game: ParsedGame): GameDropReason | KeptGame {
    const { minPly } = this.#settings;
    const { moves } = game;
    const result = gameResult(game) as Result;
    const position = Chess.default();
    let hash = 0x811c9dc5; // FNV-1a over the moves' policy indices, so that notation does not matter
    this.evaluations.begin(game.evaluations);
    for (let ply = 0; ply < moves.length; ply++) {
      this.evaluations.addPosition(position, ply, this.#read);
      const move = readMove(position, moves[ply]!);
      if (!move) return isNullMove(moves[ply]!) ? 'null-move' : 'illegal-move';
      const index = moveToIndex(position, move);
      hash = Math.imul(hash ^ index, 0x01000193);
      const outcome = halfPointsOf(result, position.turn === 'white');
      packPosition(position, this.records, ply * RECORD_BYTES, { move: index, outcome, ply, game: this.#read });
      position.play(move);
    }
    this.evaluations.addPosition(position, moves.length, this.#read);
    const isMated = position.isCheck() && !position.hasDests();
    if (isMated && halfPointsOf(result, position.turn === 'white') > 0) return 'result-conflict';
    return this.#store(moves.length, minPly, isHeldOut(hash));
  }

  /**
   * Moves the records to be stored to the front. Training positions are stored once each, unless the settings keep
   * repeats. Held-out games keep all positions: what is measured on them must not depend on the other games.
   */
  #store(plies: number, minPly: number, heldOut: boolean): KeptGame {
    const remaining = (this.#settings.maxPositions ?? Infinity) - this.positions;
    const deduplicate = !heldOut && !this.#settings.keepRepeats;
    let positions = 0;
    for (let ply = minPly; ply < plies && positions < remaining; ply++) {
      const at = ply * RECORD_WORDS;
      if (deduplicate && !this.#isNew(at)) {
        this.#duplicates++;
        continue;
      }
      const to = positions * RECORD_WORDS;
      if (to < at) for (let i = 0; i < RECORD_WORDS; i++) this.#words[to + i] = this.#words[at + i]!;
      positions++;
    }
    if (heldOut) this.#heldOut += positions;
    else this.#train += positions;
    return { heldOut, positions, evaluations: this.evaluations.keepGame(heldOut) };
  }

  /** Whether the record that begins at word `at` has not been stored before: board, rights and move. */
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

  /** The counters in the form of the profile. */
  counts(): Pick<GamesProfile, 'games' | 'positions' | 'evaluations' | 'results' | 'ratings' | 'plies'> {
    const hasRatings = this.#rated > 0;
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
        lowest: hasRatings ? this.#lowest : null,
        mean: hasRatings ? Math.round(this.#ratingSum / this.#rated) : null,
        highest: hasRatings ? this.#highest : null,
        histogram: Object.fromEntries([...this.#histogram].sort(([a], [b]) => a - b)),
      },
      plies: { mean: this.#kept ? Math.round((this.#plies / this.#kept) * 10) / 10 : null, longest: this.#longest },
    };
  }
}

/** Result of the tag and the movetext: `conflict` if they differ, `*` if neither gives one. */
function gameResult(game: ParsedGame): string {
  const tag = game.tags.get('Result') ?? '*';
  const closing = game.result ?? tag;
  if (RESULT_TEXTS.has(tag) && closing !== tag) return 'conflict';
  return closing;
}

/** The lower of both ratings; undefined if one is missing. */
function lowerRating(tags: ReadonlyMap<string, string>): number | undefined {
  const white = parseRating(tags.get('WhiteElo'));
  const black = parseRating(tags.get('BlackElo'));
  return white === undefined || black === undefined ? undefined : Math.min(white, black);
}

/** Rating of a tag value, with or without a trailing question mark; undefined if unreadable or 0. */
function parseRating(text: string | undefined): number | undefined {
  const digits = /^\s*(\d{2,4})\??\s*$/.exec(text ?? '');
  return digits && Number(digits[1]) > 0 ? Number(digits[1]) : undefined;
}

/** Decides by the hash of the game's moves, finalized as in MurmurHash3. */
function isHeldOut(hash: number): boolean {
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) % HELD_OUT_INTERVAL === 0;
}
