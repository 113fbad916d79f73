/** Puzzles that ship with the project: positions with a single good move, solved by the raw policy without search. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Chess } from 'chessops';
import { parseFen } from 'chessops/fen';
import { legalIndices, moveFromUci, moveToIndex, POLICY_SIZE } from '../../chess/board/index.js';
import { projectRoot } from '../../files/index.js';
import type { Network } from '../../model/checkpoint/index.js';
import type { SelfPlayPosition } from './self-play.js';

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

/** Loads the puzzles of `data/puzzles`; returns none where the file does not exist. */
export async function loadShippedPuzzles(): Promise<OnlyMovePuzzle[]> {
  const text = await readFile(join(projectRoot(), 'data', 'puzzles', 'only-moves.csv'), 'utf8').catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null;
      throw error;
    },
  );
  return text === null ? [] : parseOnlyMovePuzzles(text);
}

/** Share of puzzles whose good move has the highest logit of the legal moves; null where there are no puzzles. */
export async function shareSolved(network: Network, puzzles: readonly OnlyMovePuzzle[]): Promise<number | null> {
  if (puzzles.length === 0) return null;
  const { policy } = await network.evaluate(puzzles.map(({ position }) => position));
  const solved = puzzles.filter(({ legal, best }, i) => {
    const logits = policy.subarray(i * POLICY_SIZE, (i + 1) * POLICY_SIZE);
    return legal.every((index) => index === best || logits[index]! < logits[best]!);
  });
  return solved.length / puzzles.length;
}
