/** Puzzles that ship with the project: positions with a single good move, solved by the raw policy without search. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Chess } from 'chessops';
import { parseFen } from 'chessops/fen';
import { legalIndices, moveFromUci, moveToIndex } from '../../chess/board/index.js';
import { projectRoot } from '../../files/index.js';
import { sha256Hex } from '../../spec/keys/index.js';
import type { SelfPlayPosition } from './self-play.js';
import type { Evaluator } from './shared-tower.js';

/** A position with a single good move. */
export interface OnlyMovePuzzle extends SelfPlayPosition {
  /** Policy index of the good move. */
  readonly best: number;
}

/**
 * Parses lines `fen,best`, with the best move in UCI notation, below a header line. Throws RangeError with the number
 * of the faulty line.
 * @internal
 */
export function parseOnlyMovePuzzles(text: string): OnlyMovePuzzle[] {
  const [head, ...lines] = text.split(/\r?\n/).filter((line) => line !== '');
  if (head !== 'fen,best') throw new RangeError('line 1: the header must be fen,best');
  return lines.map((line, i) => {
    const [fen = '', uci = ''] = line.split(',');
    const position = parseFen(fen)
      .chain((setup) => Chess.fromSetup(setup))
      .unwrap(
        (value) => value,
        () => undefined,
      );
    const move = position && moveFromUci(position, uci);
    if (!move) throw new RangeError(`line ${i + 2}: not a position with a legal move`);
    return { position: position!, legal: legalIndices(position!), best: moveToIndex(position!, move) };
  });
}

/** A set of puzzles. */
export interface Puzzles {
  /** SHA-256 of the set's text. */
  readonly hash: string;
  readonly list: readonly OnlyMovePuzzle[];
}

/** Loads the puzzles of `data/puzzles`; the list is empty where the file does not exist. */
export async function loadShippedPuzzles(): Promise<Puzzles> {
  const text = await readFile(join(projectRoot(), 'data', 'puzzles', 'only-moves.csv'), 'utf8').catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null;
      throw error;
    },
  );
  return { hash: sha256Hex(text ?? ''), list: text === null ? [] : parseOnlyMovePuzzles(text) };
}

/** Share of puzzles whose good move has the highest logit of the legal moves; null where there are no puzzles. */
export async function shareSolved(
  network: Evaluator<'logits'>,
  puzzles: readonly OnlyMovePuzzle[],
): Promise<number | null> {
  if (puzzles.length === 0) return null;
  const { logits } = await network.evaluateMoves(
    puzzles.map(({ position }) => position),
    puzzles.map(({ legal }) => legal),
  );
  let at = 0;
  const solved = puzzles.filter(({ legal, best }) => {
    const own = logits.subarray(at, (at += legal.length));
    const highest = own[legal.indexOf(best)]!;
    return legal.every((index, i) => index === best || own[i]! < highest);
  });
  return solved.length / puzzles.length;
}
