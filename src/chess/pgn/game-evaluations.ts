/**
 * Engine evaluations in PGN comments as Lichess writes them: `[%eval 0.18]` in pawns, `[%eval #-3]` for a mate in three
 * moves, `[%eval 2.17,18]` with the search depth. All are from White's view and refer to the position before the
 * comment.
 */

/** Centipawns are clamped to this magnitude; a mate has it. */
const MAX_CENTIPAWNS = 32_000;

const PREFIX = '[%eval';
const EVALUATION = /\[%eval[ \t\r\n]+(?:#([+-]?)(\d{1,4})|([+-]?\d{1,6}(?:\.\d{1,6})?))(?:,\d{1,4})?[ \t\r\n]*\]/y;
/** Length limit of a command, in characters. */
const MAX_COMMAND_LENGTH = 64;

/** The evaluations of one game. If a position has several, the first is used. */
export class GameEvaluations {
  /** Ply of each evaluated position (half-moves played before it), ascending. */
  readonly plies: number[] = [];
  /** Evaluation of each of these positions, from White's view. */
  readonly centipawns: number[] = [];
  /** Number of evaluations that could not be parsed. */
  unreadable = 0;
  /** Number of further evaluations of an already evaluated position. */
  repeated = 0;

  /** Reads the evaluations of a comment that follows `ply` half-moves. */
  read(comment: string, ply: number): void {
    for (let at = comment.indexOf(PREFIX); at >= 0; at = comment.indexOf(PREFIX, at + PREFIX.length)) {
      EVALUATION.lastIndex = at;
      const match = EVALUATION.exec(comment);
      const centipawns = match ? centipawnsOf(match[1], match[2], match[3]) : undefined;
      if (centipawns === undefined) this.unreadable++;
      else if (this.plies.at(-1) === ply) this.repeated++;
      else {
        this.plies.push(ply);
        this.centipawns.push(centipawns);
      }
    }
  }
}

/** Whether a comment may contain an evaluation: a cheap test before parsing. */
export const mayContainEvaluation = (comment: string): boolean => comment.includes(PREFIX);

/** Index of an incomplete command at the end of a piece of comment; the piece's length if there is none. */
export function incompleteCommandStart(comment: string): number {
  const at = comment.lastIndexOf('[');
  return at >= 0 && comment.length - at < MAX_COMMAND_LENGTH && comment.indexOf(']', at) < 0 ? at : comment.length;
}

/** Centipawns of a parsed evaluation; undefined for a mate in 0, which does not tell the winner. */
function centipawnsOf(
  sign: string | undefined,
  moves: string | undefined,
  pawns: string | undefined,
): number | undefined {
  if (moves !== undefined) return Number(moves) === 0 ? undefined : sign === '-' ? -MAX_CENTIPAWNS : MAX_CENTIPAWNS;
  const centipawns = Math.round(Number(pawns) * 100);
  return Math.min(MAX_CENTIPAWNS, Math.max(-MAX_CENTIPAWNS, centipawns));
}
