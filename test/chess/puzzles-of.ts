import { type Puzzle, type PuzzleFileReport, readPuzzles } from '../../src/chess/dataset/read-puzzles.js';

/** All puzzles of a file, with the counts of what it holds. */
export async function puzzlesOf(path: string): Promise<{ puzzles: Puzzle[]; report: PuzzleFileReport }> {
  const report: PuzzleFileReport = { puzzles: 0, bad: {} };
  const puzzles: Puzzle[] = [];
  for await (const puzzle of readPuzzles(path, report)) puzzles.push(puzzle);
  return { puzzles, report };
}
