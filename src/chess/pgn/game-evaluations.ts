/**
 * Engine evaluations in PGN comments, as Lichess writes them: `[%eval 0.18]` in pawns, `[%eval #-3]` for a mate in so
 * many moves, `[%eval 2.17,18]` with the depth, all seen from White, about the position that the comment stands behind.
 */

/** Centipawns are kept within this; a mate counts as that much. */
export const MOST_CENTIPAWNS = 32_000;

const BEGINNING = '[%eval';
const EVALUATION = /\[%eval[ \t\r\n]+(?:#([+-]?)(\d{1,4})|([+-]?\d{1,6}(?:\.\d{1,6})?))(?:,\d{1,4})?[ \t\r\n]*\]/y;
/** No evaluation is longer. */
const LONGEST = 64;

/** The evaluations of one game; of several for one position the first counts. */
export class GameEvaluations {
  /** Half-moves played before each position that has one, rising. */
  readonly plies: number[] = [];
  /** Seen from White. */
  readonly centipawns: number[] = [];
  unreadable = 0;
  /** Further ones for a position that has one. */
  repeated = 0;

  /** Takes what a comment behind `ply` half-moves says. */
  read(comment: string, ply: number): void {
    for (let at = comment.indexOf(BEGINNING); at >= 0; at = comment.indexOf(BEGINNING, at + BEGINNING.length)) {
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

export const mayHoldEvaluation = (comment: string): boolean => comment.includes(BEGINNING);

/** Where a command begins that the rest of a comment may finish; the comment's length where there is none. */
export function unfinishedFrom(comment: string): number {
  const at = comment.lastIndexOf('[');
  return at >= 0 && comment.length - at < LONGEST && comment.indexOf(']', at) < 0 ? at : comment.length;
}

/** Mate in no moves says nothing of who gave it. */
function centipawnsOf(
  sign: string | undefined,
  moves: string | undefined,
  pawns: string | undefined,
): number | undefined {
  if (moves !== undefined) return Number(moves) === 0 ? undefined : sign === '-' ? -MOST_CENTIPAWNS : MOST_CENTIPAWNS;
  const centipawns = Math.round(Number(pawns) * 100);
  return Math.min(MOST_CENTIPAWNS, Math.max(-MOST_CENTIPAWNS, centipawns));
}
