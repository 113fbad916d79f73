/** Games as PGN in export format: readable by chess.js, python-chess and everything else. */
import { Chess } from 'chessops';
import { makeSanAndPlay } from 'chessops/san';
import type { Decoding } from '../../spec/index.js';
import { type GameKey, type PlanHash, type Result, shortHash, type Termination } from '../../vocabulary/index.js';
import { moveFromUci } from '../board/index.js';

export interface PgnSide {
  /** The contestant: `positive/3`, `untouched`, `anchor:random`. */
  readonly name: string;
  /** Null for an anchor. */
  readonly checkpoint: string | null;
  readonly decoding: Decoding | null;
}

export interface PgnGame {
  /** The tournament's or match's name. */
  readonly event: string;
  /** Its id; null for a game outside of any. */
  readonly tournament: string | null;
  readonly planHash: PlanHash | null;
  /** When the game was recorded; only the day is written. Null when it is not known. */
  readonly date: Date | null;
  /** The game's number in the schedule; null when it has none. */
  readonly round: number | null;
  readonly white: PgnSide;
  readonly black: PgnSide;
  readonly gameKey: GameKey;
  /** Plies of the opening, which nobody at the board chose. */
  readonly openingPlies: number;
  readonly result: Result;
  readonly termination: Termination;
  /** All UCI moves from the start position, separated by blanks. */
  readonly moves: string;
}

/** Lines of movetext stay below this, as the PGN standard asks. Characters. */
const LINE_LENGTH = 80;

/**
 * The seven tags of the standard first, then ours, an empty line, the moves, an empty line. Throws RangeError on an
 * illegal move.
 */
export function gameToPgn(game: PgnGame): string {
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

function sanTokens(moves: readonly string[]): string[] {
  const position = Chess.default();
  const tokens: string[] = [];
  for (const [ply, uci] of moves.entries()) {
    const move = moveFromUci(position, uci);
    if (!move) throw new RangeError(`${uci.slice(0, 16)} at ply ${ply + 1} is no legal move`);
    const number = position.turn === 'white' ? [`${position.fullmoves}.`] : [];
    tokens.push(...number, makeSanAndPlay(position, move));
  }
  return tokens;
}

/** Words separated by blanks, on lines shorter than LINE_LENGTH. */
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
