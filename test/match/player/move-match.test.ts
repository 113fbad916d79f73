import { describe, expect, it } from 'vitest';
import { POLICY_SIZE } from '../../../src/chess/board/encoding.js';
import { packPosition, RECORD_BYTES } from '../../../src/chess/board/position-record.js';
import { matchMoves } from '../../../src/match/player/move-match.js';
import { fromFen } from '../../chess/positions.js';
import { indexOf, START } from '../boards.js';
import { flatModel, modelOf } from '../mock-model.js';

const ENDGAME = '8/8/4k3/8/8/4K3/4P3/8 b - - 0 40';
/** White: Ke1, Ra1, Rh1; Black: Ke8, and White may castle. 26 moves. */
const CASTLING = '4k3/8/8/8/8/8/8/R3K2R w KQ - 0 30';

interface Row {
  readonly fen: string;
  readonly move: string;
  readonly ply: number;
  readonly outcome?: 0 | 1 | 2;
}

function recordsOf(rows: readonly Row[]): Uint8Array {
  const records = new Uint8Array(rows.length * RECORD_BYTES);
  rows.forEach(({ fen, move, ply, outcome = 2 }, row) => {
    const position = fromFen(fen);
    packPosition(position, records, row * RECORD_BYTES, { move: indexOf(position, move), outcome, ply, game: row });
  });
  return records;
}

const ROWS: Row[] = [
  { fen: START, move: 'e2e4', ply: 0 },
  { fen: ENDGAME, move: 'e6e5', ply: 80, outcome: 0 },
  { fen: CASTLING, move: 'e1g1', ply: 58 },
];

describe('move match', () => {
  it('of a network that knows nothing is what counting gives', async () => {
    const { all, fromPly20, phases } = await matchMoves(flatModel([0.5, 0.25, 0.25]), {
      records: recordsOf(ROWS),
      limit: 100,
    });
    expect(all.positions).toBe(3);
    expect(all.policyLoss.mean).toBeCloseTo(Math.log(POLICY_SIZE), 5);
    // 20 moves at the start, 8 of a lone king, 26 with castling both ways
    expect(all.legalShare.mean).toBeCloseTo((20 + 8 + 26) / 3 / POLICY_SIZE, 9);
    expect(phases.opening.legalShare.mean).toBeCloseTo(20 / POLICY_SIZE, 9);
    // the second game was lost by its mover
    expect(all.outcomeLoss.mean).toBeCloseTo((-2 * Math.log(0.5) - Math.log(0.25)) / 3, 6);
    expect([
      phases.opening.positions,
      phases['middle game'].positions,
      phases.endgame.positions,
      fromPly20.positions,
    ]).toEqual([1, 0, 2, 2]);
    expect(phases['middle game'].raw.share).toBeNull();
  });

  it('tells the raw best move from the best legal one', async () => {
    const castles = indexOf(fromFen(CASTLING), 'e1g1');
    const illegal = 4095; // h8h8
    const model = modelOf((_, policy, outcome) => {
      policy[illegal] = 3;
      policy[castles] = 2;
      outcome.fill(1 / 3);
    });
    const { all } = await matchMoves(model, { records: recordsOf([ROWS[2]!]), limit: 1 });
    expect([all.raw.hits, all.masked.hits]).toEqual([0, 1]);
    const sum = Math.exp(3) + Math.exp(2) + POLICY_SIZE - 2;
    expect(all.policyLoss.mean).toBeCloseTo(Math.log(sum) - 2, 5);
    expect(all.legalShare.mean).toBeCloseTo((Math.exp(2) + 25) / sum, 6);
  });

  it('has no outcome loss for a network that rules out what happened', async () => {
    const { all } = await matchMoves(flatModel([1, 0, 0]), { records: recordsOf(ROWS), limit: 3 });
    expect(all.outcomeLoss).toEqual({ mean: null, low: null, high: null });
    expect(all.policyLoss.mean).toBeCloseTo(Math.log(POLICY_SIZE), 5);
  });

  it('takes positions spread evenly, the same ones each time', async () => {
    const rows = Array.from({ length: 1000 }, (_, ply) => ({ fen: START, move: 'e2e4', ply: ply < 500 ? 0 : 60 }));
    const told: number[] = [];
    const { all, phases } = await matchMoves(flatModel(), {
      records: recordsOf(rows),
      limit: 300,
      onProgress: (done) => told.push(done),
    });
    expect([all.positions, phases.opening.positions, phases['middle game'].positions]).toEqual([300, 150, 150]);
    expect(told).toEqual([256, 300]);
  });

  it('refuses a record whose label is no legal move', async () => {
    const records = recordsOf([ROWS[0]!]);
    records[36] = 0;
    records[37] = 0;
    await expect(matchMoves(flatModel(), { records, limit: 1 })).rejects.toThrow(
      'position 0 of the file has no such move as its label',
    );
  });
});
