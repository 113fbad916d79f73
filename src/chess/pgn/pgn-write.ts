/** Writes games as PGN in export format, readable by chess.js and python-chess among others. */
import { Chess } from 'chessops';
import { makeSanAndPlay } from 'chessops/san';
import type { Decoding } from '../../spec/index.js';
import { type GameKey, type PlanHash, type Result, shortHash, type Termination } from '../../vocabulary/index.js';
import { moveFromUci } from '../board/index.js';

/** One side of a game to export. */
export interface PgnSide {
  /** The contestant: `positive/3`, `untouched`, `anchor:random`. */
  readonly name: string;
  /** Checkpoint address; null for an anchor. */
  readonly checkpoint: string | null;
  readonly decoding: Decoding | null;
}

/** A recorded game to export. */
export interface GameRecord {
  /** The tournament's or match's name. */
  readonly event: string;
  /** Id of the tournament or match; null for a game that belongs to none. */
  readonly tournament: string | null;
  readonly planHash: PlanHash | null;
  /** When the game was recorded; only the day (UTC) is written. Null if unknown. */
  readonly date: Date | null;
  /** The game's number in the schedule; null if it has none. */
  readonly round: number | null;
  readonly white: PgnSide;
  readonly black: PgnSide;
  readonly gameKey: GameKey;
  /** Plies of the opening book line, which the players did not choose. */
  readonly openingPlies: number;
  readonly result: Result;
  readonly termination: Termination;
  /** All UCI moves from the start position, separated by spaces. */
  readonly moves: string;
}

/** Movetext lines are shorter than this many characters, as the PGN standard requires. */
const LINE_LENGTH = 80;

/**
 * Returns a game as PGN: the seven-tag roster, our own tags, an empty line, the movetext, an empty line. Throws
 * RangeError on an illegal move.
 */
export function gameToPgn(game: GameRecord): string {
  const { white, black } = game;
  const moves = game.moves.split(' ').filter(Boolean);
  const tags: [string, string | null][] = [
    ['Event', game.event],
    ['Site', '?'],
    ['Date', game.date === null ? '????.??.??' : game.date.toISOString().slice(0, 10).replaceAll('-', '.')],
    ['Round', game.round === null ? '-' : String(game.round)],
    ['White', white.name],
    ['Black', black.name],
    ['Result', game.result],
    ['WhiteCheckpoint', white.checkpoint && shortHash(white.checkpoint)],
    ['BlackCheckpoint', black.checkpoint && shortHash(black.checkpoint)],
    ['WhiteDecoding', decodingText(white.decoding)],
    ['BlackDecoding', decodingText(black.decoding)],
    ['GameKey', game.gameKey],
    ['PlanHash', game.planHash],
    ['Tournament', game.tournament],
    ['OpeningPlies', String(game.openingPlies)],
    ['Termination', game.termination],
    ['PlyCount', String(moves.length)],
  ];
  const header = tags.filter(([, value]) => value !== null).map(([name, value]) => `[${name} "${tagText(value!)}"]`);
  return `${header.join('\n')}\n\n${wrap([...sanTokens(moves), game.result])}\n\n`;
}

/** `temperature=0.5 guard=mate-and-repetition` */
function decodingText(decoding: Decoding | null): string | null {
  return decoding && `temperature=${decoding.temperature} guard=${decoding.guard}`;
}

/**
 * A tag's value is one line. A backslash is escaped as the standard says; a quotation mark becomes an apostrophe,
 * because chess.js 1.4 rejects a whole file for an escaped one.
 */
function tagText(value: string): string {
  const line = value.replace(/[\u0000-\u001f\u007f\u2028\u2029]+/g, ' ');
  return line.replaceAll('\\', '\\\\').replaceAll('"', "'");
}

/** Movetext tokens: move numbers before White's moves, and moves in SAN. */
function sanTokens(moves: readonly string[]): string[] {
  const position = Chess.default();
  const tokens: string[] = [];
  for (const [ply, uci] of moves.entries()) {
    const move = moveFromUci(position, uci);
    if (!move) throw new RangeError(`${uci.slice(0, 16)} at ply ${ply + 1} is not a legal move`);
    const number = position.turn === 'white' ? [`${position.fullmoves}.`] : [];
    tokens.push(...number, makeSanAndPlay(position, move));
  }
  return tokens;
}

/** Joins words by spaces into lines shorter than LINE_LENGTH. */
function wrap(words: readonly string[]): string {
  const lines: string[] = [];
  let line = '';
  for (const word of words) {
    if (line !== '' && line.length + 1 + word.length >= LINE_LENGTH) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  lines.push(line);
  return lines.join('\n');
}
