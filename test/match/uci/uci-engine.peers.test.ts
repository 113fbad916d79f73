import { afterEach, describe, expect, it } from 'vitest';
import { installedStockfish, npmStockfish } from '../../../src/files/find-engine.js';
import { projectRoot } from '../../../src/files/home.js';
import { parseLevel, resolveLevel } from '../../../src/match/uci/engine-level.js';
import { UciEngine } from '../../../src/match/uci/uci-engine.js';

const open: UciEngine[] = [];
afterEach(async () => void (await Promise.all(open.splice(0).map((engine) => engine.close()))));

describe.each([
  ['installed', installedStockfish(process.env)],
  ['of npm', npmStockfish([process.env.SENTIMATE_TEST_STOCKFISH ?? projectRoot()])],
] as const)('the Stockfish %s', (where, command) => {
  it('finds the mate in one and keeps to its levels', async () => {
    expect(command, `no Stockfish ${where} was found`).toBeDefined();
    const engine = await UciEngine.start(command!);
    open.push(engine);
    expect(engine.name).toMatch(/Stockfish/);
    await engine.setOptions({ Threads: 1, Hash: 16 });
    await engine.newGame();
    expect(await engine.bestMove(['f2f3', 'e7e5', 'g2g4'], { nodes: 2000 })).toBe('d8h4'); // the fool's mate
    const lowest = resolveLevel(parseLevel('lowest')!, engine.name, engine.options);
    expect(lowest.elo).toBeGreaterThan(1000);
    await engine.setOptions(lowest.options);
    expect(await engine.bestMove(['e2e4'], { movetimeMs: 20 })).toMatch(/^[a-h][1-8][a-h][1-8]$/);
    expect(() => resolveLevel({ elo: 100 }, engine.name, engine.options)).toThrow('takes UCI_Elo from');
  });
});
