import { describe, expect, it } from 'vitest';
import { BOARD_SIZE } from '../../../src/chess/board/encoding.js';
import { expandPlanes, packPosition, RECORD_BYTES } from '../../../src/chess/board/position-record.js';
import { moveFromUci } from '../../../src/chess/board/uci-moves.js';
import type { Puzzle } from '../../../src/chess/dataset/read-puzzles.js';
import type { PolicyModel } from '../../../src/match/player/player.js';
import { solvePuzzles } from '../../../src/match/player/solve-puzzles.js';
import type { Decoding } from '../../../src/spec/tournament.js';
import { fromFen } from '../../chess/positions.js';
import { indexOf } from '../boards.js';
import { flatModel, modelOf } from '../mock-model.js';

const RAW: Decoding = { temperature: 0, guard: 'none' };
const GUARDED: Decoding = { temperature: 0, guard: 'mate-and-repetition' };

/** Puzzle bE6fZ of Lichess: mate in two by 1... Rd1+ and 2... Rxe1. */
const MATE_IN_TWO: Puzzle = {
  line: 1,
  rating: 400,
  position: fromFen('r1kr4/pp4p1/7p/4R3/1Q2p3/8/P1P2PPP/6K1 w - - 1 24'),
  moves: ['e5e7', 'd8d1', 'b4e1', 'd1e1'],
};
/** After 1... f6 both rooks mate on the last rank. */
const TWO_MATES: Puzzle = {
  line: 2,
  rating: 1250,
  position: fromFen('7k/5ppp/8/8/8/8/6PP/RR5K b - - 0 1'),
  moves: ['f7f6', 'a1a8'],
};

async function* list(...puzzles: Puzzle[]): AsyncGenerator<Puzzle> {
  yield* puzzles;
}

const planesOf = (position: Puzzle['position']): string => {
  const record = new Uint8Array(RECORD_BYTES);
  const planes = new Float32Array(BOARD_SIZE);
  packPosition(position, record, 0);
  expandPlanes(record, 0, planes, 0);
  return planes.join();
};

/** Plays the given moves where they are expected, in the order of the line, and elsewhere whatever comes. */
function knowing(...answers: [Puzzle, string[]][]) {
  const known = new Map<string, number>();
  for (const [puzzle, moves] of answers) {
    const position = puzzle.position.clone();
    position.play(moveFromUci(position, puzzle.moves[0]!)!);
    moves.forEach((uci, i) => {
      known.set(planesOf(position), indexOf(position, uci));
      for (const played of [puzzle.moves[2 * i + 1]!, puzzle.moves[2 * i + 2]])
        if (played) position.play(moveFromUci(position, played)!);
    });
  }
  return modelOf((planes, policy, outcome) => {
    const index = known.get(planes.join());
    if (index !== undefined) policy[index] = 9;
    outcome.set([0.2, 0.2, 0.6]);
  });
}

const counts = ({
  first,
  solved,
}: {
  first: { hits: number; of: number };
  solved: { hits: number; of: number };
}): number[] => [first.hits, first.of, solved.hits, solved.of];

describe('a puzzle', () => {
  it('is solved when every move is the solution', async () => {
    const [report] = await solvePuzzles(knowing([MATE_IN_TWO, ['d8d1', 'd1e1']]), [RAW], {
      puzzles: list(MATE_IN_TWO),
    });
    expect(counts(report!)).toEqual([1, 1, 1, 1]);
    expect(report!.bands).toMatchObject([{ from: 400, to: 800 }]);
  });

  it('is begun when only the first move is', async () => {
    const [report] = await solvePuzzles(knowing([MATE_IN_TWO, ['d8d1', 'a7a6']]), [RAW], {
      puzzles: list(MATE_IN_TWO),
    });
    expect(counts(report!)).toEqual([1, 1, 0, 1]);
  });

  it('is lost with a wrong first move, whatever would follow', async () => {
    const [report] = await solvePuzzles(knowing([MATE_IN_TWO, ['a7a6', 'd1e1']]), [RAW], {
      puzzles: list(MATE_IN_TWO),
    });
    expect(counts(report!)).toEqual([0, 1, 0, 1]);
  });

  it('is solved by any mate', async () => {
    const [other] = await solvePuzzles(knowing([TWO_MATES, ['b1b8']]), [RAW], { puzzles: list(TWO_MATES) });
    expect(counts(other!)).toEqual([1, 1, 1, 1]);
    const [none] = await solvePuzzles(knowing([TWO_MATES, ['a1a7']]), [RAW], { puzzles: list(TWO_MATES) });
    expect(counts(none!)).toEqual([0, 1, 0, 1]);
  });

  it('is evaluated for each decoding by itself: the guard sees the mate', async () => {
    const model = knowing([TWO_MATES, ['a1a7']], [MATE_IN_TWO, ['d8d1', 'a7a6']]);
    const [raw, guarded] = await solvePuzzles(model, [RAW, GUARDED], { puzzles: list(MATE_IN_TWO, TWO_MATES) });
    expect(counts(raw!)).toEqual([1, 2, 0, 2]);
    expect(counts(guarded!)).toEqual([2, 2, 2, 2]);
    expect(guarded!.bands.map(({ from, solved }) => [from, solved.hits, solved.of])).toEqual([
      [400, 1, 1],
      [1200, 1, 1],
    ]);
  });
});

describe('many puzzles', () => {
  it('are asked in batches and all counted', async () => {
    const many = Array.from({ length: 700 }, (_, line) => ({ ...(line % 2 ? MATE_IN_TWO : TWO_MATES), line }));
    const sizes: number[] = [];
    const model = knowing([MATE_IN_TWO, ['d8d1', 'd1e1']], [TWO_MATES, ['a1a8']]);
    const watched: PolicyModel = {
      evaluate: (positions) => {
        sizes.push(positions.length);
        return model.evaluate(positions);
      },
    };
    const told: number[] = [];
    const [report] = await solvePuzzles(watched, [RAW, GUARDED], {
      puzzles: list(...many),
      onProgress: (done) => told.push(done),
    });
    expect(counts(report!)).toEqual([700, 700, 700, 700]);
    expect(Math.max(...sizes)).toBe(256);
    expect(told.at(-1)).toBe(700);
  });

  it('stop when told', async () => {
    const stop = new AbortController();
    stop.abort(new Error('enough'));
    await expect(solvePuzzles(flatModel(), [RAW], { puzzles: list(TWO_MATES), signal: stop.signal })).rejects.toThrow(
      'enough',
    );
  });
});
