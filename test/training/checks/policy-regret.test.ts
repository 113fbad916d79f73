import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFen } from 'chessops/fen';
import { beforeAll, describe, expect, it } from 'vitest';
import { indexToMove } from '../../../src/chess/board/encoding.js';
import { PositionHistory } from '../../../src/chess/board/position-history.js';
import { projectRoot } from '../../../src/files/home.js';
import { chooseMove } from '../../../src/match/player/choose-move.js';
import { loadNetwork } from '../../../src/model/checkpoint/checkpoint.js';
import type { Network } from '../../../src/model/checkpoint/network.js';
import { startBackend } from '../../../src/model/kernels/backend.js';
import { compareRegret, policyRegret, randomRegret } from '../../../src/training/checks/policy-regret.js';
import {
  loadRegretPositions,
  parseRegretPositions,
  type RegretPositions,
} from '../../../src/training/checks/regret-positions.js';
import { REGRET_TEMPERATURES } from '../../../src/vocabulary/index.js';

const HEAD = 'fen,moves\n';
/** A king in the corner has three moves; the ply decides that it is an opening. */
const OPENING = 'k7/8/8/8/8/8/8/K7 w - - 0 5,a1b2:100 a1a2:0 a1b1:-100';
const ENDGAME = 'k7/8/8/8/8/8/8/K7 w - - 0 50,a1b2:100 a1a2:0 a1b1:-100';
const START = 'rnbqkbnr/pppppppp/8/8/8/8/PPPPPPPP/RNBQKBNR w KQkq -';
const MIDDLE_GAME = `${START} 0 30,${[...'abcdefgh']
  .flatMap((file) => [`${file}2${file}3:0`, `${file}2${file}4:0`])
  .concat('b1a3:0', 'b1c3:0', 'g1f3:0', 'g1h3:0')
  .join(' ')}`;
const THREE = [OPENING, MIDDLE_GAME, ENDGAME].join('\n');
/** Positions 0 to 32, of the three phases in turn; only the openings and endgames can lose anything. */
const SET = `${HEAD}${Array(11).fill(THREE).join('\n')}\n`;

/** Expected points of 100 centipawns less those of 0: 1 / (1 + exp(-.368208)) - 1/2. */
const PAWN = 0.0910259;

/** A network that gives each move a logit by its policy index. */
const network = (logit: (index: number) => number): Pick<Network, 'evaluateMoves'> => ({
  evaluateMoves: (_, legal) =>
    Promise.resolve({
      logits: Float32Array.from(legal.flat().map(logit)),
      probabilities: new Float32Array(legal.flat().length),
      outcome: new Float32Array(3 * legal.length),
    }),
});
const A1B2 = 9; // from a1 = 0 to b2 = 9

/** Regret by temperature in the positions of the king; the mean over all is 22/33 of it. */
async function ofTheKing(logit: (index: number) => number): Promise<number[]> {
  const found = await policyRegret(network(logit), parseRegretPositions(SET));
  expect(found.map(({ temperature }) => temperature)).toEqual([...REGRET_TEMPERATURES]);
  for (const { all, byPhase } of found) {
    expect(byPhase['middle game']).toBe(0);
    expect(byPhase.endgame).toBe(byPhase.opening);
    expect(all).toBeCloseTo((22 / 33) * byPhase.opening, 12);
  }
  return found.map(({ byPhase }) => byPhase.opening);
}

describe('policy regret, by hand', () => {
  it('is zero for a policy that always takes the best move', async () => {
    for (const regret of await ofTheKing((index) => (index === A1B2 ? 1000 : 0))) expect(regret).toBeCloseTo(0, 12);
  });

  it('is the mean loss for a uniform policy, and at temperature 0 that of the move with the lowest index', async () => {
    const [first, ...others] = await ofTheKing(() => -3);
    expect(first).toBeCloseTo(2 * PAWN, 6); // a1b1 has index 1
    for (const regret of others) expect(regret).toBeCloseTo(PAWN, 6); // (0 + 1 + 2) / 3
    const random = randomRegret(parseRegretPositions(SET));
    expect(random.byPhase).toEqual({ opening: others[0], 'middle game': 0, endgame: others[0] });
  });

  it('divides the logits by the temperature', async () => {
    const found = await ofTheKing((index) => (index === A1B2 ? Math.LN2 : 0));
    // the best move has weight 2^(1/T) beside 1 and 1, which lose one and two pawns
    const expected = REGRET_TEMPERATURES.map((T) => (T === 0 ? 0 : (3 * PAWN) / (2 + 2 ** (1 / T))));
    found.forEach((regret, t) => expect(regret).toBeCloseTo(expected[t]!, 6));
  });

  it('has means over positions 0 and 32, 1, 2 ... 31, and sets a child beside its base', async () => {
    const set = parseRegretPositions(SET);
    const base = await policyRegret(
      network(() => 0),
      set,
    );
    const child = await policyRegret(
      network((index) => (index === A1B2 ? 1000 : 0)),
      set,
    );
    const last = base.at(-1)!;
    const pattern = [PAWN, 0, PAWN]; // opening, middle game, endgame
    last.groups.forEach((mean, group) => expect(mean).toBeCloseTo(pattern[group % 3]!, 6)); // 0 and 32 are both kings
    const compared = compareRegret(set, child, base);
    expect(compared).toMatchObject({ positions: set.hash, count: 33 });
    const row = compared.temperatures.at(-1)!;
    expect(row).toMatchObject({ temperature: 1, base: last.all, groups: { base: last.groups } });
    expect(row.byPhase.endgame.base).toBe(last.byPhase.endgame);
    expect(row.child).toBeCloseTo(0, 12);
  });

  it('refuses a network that gives no finite logit', async () => {
    await expect(
      policyRegret(
        network(() => Number.NaN),
        parseRegretPositions(SET),
      ),
    ).rejects.toThrow('position 0');
  });
});

describe('a file of positions with values', () => {
  it.each([
    ['line 1: the header must be fen,moves', 'fen,best\n'],
    ['line 3: not a legal position', `${HEAD}${OPENING}\n8/8/8/8/8/8/8/8 w - - 0 1,a1a2:0\n`],
    ['line 2: a1c3 is not a legal move', `${HEAD}${OPENING.replace('a1b2', 'a1c3')}\n`],
    ['line 2: a1a2 has two values', `${HEAD}${OPENING.replace('a1b2', 'a1a2')}\n`],
    ['line 2: 2 of 3 legal moves have a value', `${HEAD}${OPENING.replace(' a1b1:-100', '')}\n`],
    ['line 2: the value of a1b2 is not a whole number', `${HEAD}${OPENING.replace(':100', ':1001')}\n`],
    ['line 2: the value of a1b2 is not a whole number', `${HEAD}${OPENING.replace(':100', ':')}\n`],
    ['at least 32 positions', `${HEAD}${Array(10).fill(THREE).join('\n')}\n`],
    ['no position is of the phase middle game', `${HEAD}${Array(32).fill(OPENING).join('\n')}\n`],
  ])('is refused: %s', (message, text) => {
    expect(() => parseRegretPositions(text)).toThrow(message);
  });
});

describe('the shipped positions', () => {
  let set: RegretPositions;
  let part: RegretPositions;
  beforeAll(async () => {
    await startBackend();
    set = (await loadRegretPositions())!;
    part = { hash: set.hash, positions: set.positions.slice(0, 384) }; // 128 of each phase
  });

  it('are those of their card: a third of each phase, in every group, all different', async () => {
    const folder = join(projectRoot(), 'data', 'positions');
    const card = JSON.parse(await readFile(join(folder, 'card.json'), 'utf8')) as Record<string, unknown>;
    expect(card).toMatchObject({ sha256: set.hash, positions: set.positions.length });
    expect(set.positions.length).toBeGreaterThanOrEqual(4096);
    const phases = ['opening', 'middle game', 'endgame'];
    set.positions.forEach(({ phase, legal, position }, i) => {
      expect(phase).toBe(phases[i % 3]);
      expect(legal.length).toBeGreaterThanOrEqual(3);
      expect(2 * (position.fullmoves - 1) + (position.turn === 'black' ? 1 : 0)).toBeGreaterThanOrEqual(8);
    });
    expect(set.positions.length % 96).toBe(0); // 32 groups of three equal phases
    const boards = set.positions.map(({ position }) => makeFen(position.toSetup()).split(' ').slice(0, 4).join(' '));
    expect(new Set(boards).size).toBe(boards.length);
    expect((await stat(join(folder, 'regret.csv.gz'))).size).toBeLessThan(3e6);
  });

  it('are valued for the side to move: one that gives mate loses nothing, and few moves lose nothing', () => {
    let mates = 0;
    let best = 0;
    let moves = 0;
    for (const { position, legal, losses } of set.positions) {
      expect(Math.min(...losses)).toBe(0);
      expect(Math.max(...losses)).toBeLessThan(1);
      best += losses.filter((loss) => loss === 0).length;
      moves += legal.length;
      legal.forEach((index, i) => {
        const next = position.clone();
        next.play(indexToMove(position, index));
        if (!next.isCheckmate()) return;
        mates++;
        expect(losses[i]).toBe(0);
      });
    }
    expect(mates).toBeGreaterThan(20);
    expect(best / moves).toBeLessThan(0.2);
  });

  it('cost a trained base more at higher temperatures, and less than a random mover', async () => {
    const base = await loadNetwork(join(projectRoot(), 'models', 'default'));
    const found = await policyRegret(base, part);
    base.dispose();
    const [first, ...others] = found.map(({ all }) => all); // the most likely move need not be better than a draw at 0.25
    expect(others).toEqual([...others].sort((a, b) => a - b));
    expect(first).toBeLessThan(others[1]!);
    expect(found.at(-1)!.all).toBeLessThan(randomRegret(part).all / 2);
  });

  it('are met with the moves that a player without a guard chooses', async () => {
    const base = await loadNetwork(join(projectRoot(), 'models', 'fully-connected'));
    const positions = part.positions.slice(0, 48);
    const found = await policyRegret(base, { hash: set.hash, positions });
    const { logits } = await base.evaluateMoves(
      positions.map(({ position }) => position),
      positions.map(({ legal }) => legal),
    );
    base.dispose();
    const DRAWS = 400;
    const state = (): [number, number, number, number] => [0, 0, 0, 0];
    for (const { temperature, all } of found) {
      let at = 0;
      let lost = 0;
      for (const { position, legal, losses } of positions) {
        const evaluation = { logits: [...logits.subarray(at, (at += legal.length))], score: 0.5, legalShare: 1 };
        const board = { position, history: new PositionHistory(position), legal };
        for (let draw = 0; draw < DRAWS; draw++) {
          const random = { next: () => (draw + 0.5) / DRAWS, uint32: () => 0, below: () => 0, state };
          const { index } = chooseMove(board, evaluation, { temperature, guard: 'none' }, random);
          lost += losses[legal.indexOf(index)]! / DRAWS;
        }
      }
      expect(lost / positions.length).toBeCloseTo(all, 2);
    }
  });
});
