import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { phaseOfPosition } from '../../../src/chess/board/game-phase.js';
import { loadNetwork } from '../../../src/model/checkpoint/checkpoint.js';
import type { Network } from '../../../src/model/checkpoint/network.js';
import { startBackend } from '../../../src/model/kernels/backend.js';
import { comparePoliciesByPhase, phasePositions, probePolicy } from '../../../src/training/checks/compare-policies.js';
import {
  loadShippedPuzzles,
  parseOnlyMovePuzzles,
  shareSolved,
} from '../../../src/training/checks/only-move-puzzles.js';
import { makeWorld, recipeOf, runRecipe, type World } from '../world.js';

let world: World;
let base: Network;
beforeAll(async () => {
  await startBackend();
  world = await makeWorld('convolutional', 0.2);
  base = await loadNetwork(world.baseDir);
});
afterAll(async () => {
  base.dispose();
  await rm(world.home, { recursive: true });
});

describe('side effects of a fine-tune', () => {
  it('probes every phase with positions of it, the same each time', async () => {
    const probes = await phasePositions(base);
    for (const [phase, of] of Object.entries(probes)) {
      expect(of.length).toBeGreaterThan(20);
      expect(of.length).toBeLessThanOrEqual(64);
      expect(of.every(({ position }) => phaseOfPosition(position) === phase)).toBe(true);
    }
    const none = await comparePoliciesByPhase(
      {
        opening: await probePolicy(base, probes.opening),
        'middle game': await probePolicy(base, probes['middle game']),
        endgame: [],
      },
      base,
    );
    expect(none).toMatchObject({
      opening: { kl: 0, positions: probes.opening.length },
      'middle game': { kl: 0 },
      endgame: null,
    });
  });

  it('finds phases, puzzles and regret of the board untouched by chat-head, and moved by full', async () => {
    const { checks: frozen } = await runRecipe(world, recipeOf(world, 'positive', 'chat-head', 6), { name: 'head' });
    for (const found of Object.values(frozen.chessPolicyKlByPhase!)) expect(found!.kl).toBe(0);
    expect(frozen.puzzles!.child).toBe(frozen.puzzles!.base);
    const { checks: moved } = await runRecipe(world, recipeOf(world, 'positive', 'full', 6), { name: 'full' });
    for (const found of Object.values(moved.chessPolicyKlByPhase!)) expect(found!.kl).toBeGreaterThan(0);
    expect(moved.puzzles!.base).toBe(frozen.puzzles!.base);
    const { policyRegret: still } = frozen;
    for (const { child, base: other, groups } of still!.temperatures)
      expect([child, groups.child]).toEqual([other, groups.base]);
    const last = moved.policyRegret!.temperatures.at(-1)!;
    expect(last.base).toBe(still!.temperatures.at(-1)!.base);
    expect(last.child).not.toBe(last.base);
  });

  it('counts a puzzle as solved when its move comes first among the legal ones', async () => {
    const fen = 'r1bqkb1r/pppp1ppp/2n2n2/4p2Q/2B1P3/8/PPPP1PPP/RNB1K1NR w KQkq - 4 4';
    const [puzzle] = parseOnlyMovePuzzles(`fen,best\n${fen},h5f7\n`);
    const { legal, best } = puzzle!;
    const others = legal.filter((index) => index !== best).map((index) => ({ ...puzzle!, best: index }));
    const solved = await Promise.all([puzzle!, ...others].map((one) => shareSolved(base, [one])));
    expect(solved.filter((share) => share === 1)).toHaveLength(1); // exactly one of the legal moves is the first
    expect(await shareSolved(base, [])).toBeNull();
  });

  it('names the line of a file of puzzles that is wrong', () => {
    expect(() => parseOnlyMovePuzzles('fen,move\n')).toThrow('line 1');
    expect(() => parseOnlyMovePuzzles('fen,best\n8/8/8/8/8/8/8/8 w - - 0 1,e2e4\n')).toThrow('line 2');
    expect(() =>
      parseOnlyMovePuzzles('fen,best\nrnbqkbnr/pppppppp/8/8/8/8/PPPPPPPP/RNBQKBNR w KQkq - 0 1,e2e5\n'),
    ).toThrow('line 2');
  });

  it('ships puzzles, all different', async () => {
    const { list: puzzles } = await loadShippedPuzzles();
    expect(puzzles.length).toBeGreaterThanOrEqual(100);
    for (const { legal, best } of puzzles) expect(legal).toContain(best);
  });
});
