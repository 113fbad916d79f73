import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectRoot } from '../../../src/files/home.js';
import { startBackend } from '../../../src/model/kernels/backend.js';
import { built } from '../../built.js';
import { askPython } from '../../python.js';
import { makeWorld, type World } from '../../training/world.js';

built('src/cli/main.js');
const BIN = join(projectRoot(), 'bin', 'sentimate.mjs');
let world: World;
let folder: string;

beforeAll(async () => {
  await startBackend();
  world = await makeWorld('fully-connected');
  folder = await mkdtemp(join(tmpdir(), 'sentimate-uci-'));
});
afterAll(async () => {
  await rm(world.home, { recursive: true, force: true });
  await rm(folder, { recursive: true, force: true });
});

const command = (): string[] => [process.execPath, BIN, 'uci', world.baseDir];

describe('sentimate uci', () => {
  it("plays whole games through python-chess's engine client", () => {
    const found = askPython(
      'chess.engine',
      `
engine = chess.engine.SimpleEngine.popen_uci(value["command"])
games = []
for number in range(2):
    board = chess.Board()
    engine.configure({"Temperature": "1", "Seed": 5, "Guard": "none"})
    limits = [chess.engine.Limit(nodes=1), chess.engine.Limit(time=0.05), chess.engine.Limit(depth=2),
        chess.engine.Limit(white_clock=5, black_clock=5)]
    while not board.is_game_over(claim_draw=True) and len(board.move_stack) < 120:
        answer = engine.play(board, limits[len(board.move_stack) % 4], game=number, info=chess.engine.INFO_SCORE)
        assert answer.move in board.legal_moves
        assert answer.info["score"] is not None
        board.push(answer.move)
    games.append(len(board.move_stack))
position = chess.Board("6k1/5ppp/8/8/8/8/5PPP/R5K1 w - - 0 1")
engine.configure({"Guard": "mate-and-repetition"})
mate = engine.play(position, chess.engine.Limit(nodes=1)).move.uci()
with engine.analysis(chess.Board()) as analysis:
    for info in analysis:
        if "pv" in info: break
    analysis.stop()
options = {name: option.default for name, option in engine.options.items()}
identity = engine.id["name"]
engine.quit()
print(json.dumps({"games": games, "mate": mate, "options": options, "name": identity}))`,
      { command: command() },
    ) as { games: number[]; mate: string; options: Record<string, unknown>; name: string };
    expect(found.games).toHaveLength(2);
    for (const plies of found.games) expect(plies).toBeGreaterThan(4);
    expect(found.mate).toBe('a1a8');
    expect(Object.keys(found.options)).toEqual(['Temperature', 'Seed', 'Guard', 'UCI_ShowWDL']);
    expect(found.name).toMatch(/^Sentimate /);
  }, 120_000);

  // No package of npm, pip or Debian has fastchess, so it is named by hand; `npm run test:peers` says so where it is
  // not.
  const fastchess = process.env.SENTIMATE_FASTCHESS;
  if (fastchess)
    it('plays in a tournament manager', async () => {
      const book = join(folder, 'book.epd');
      await writeFile(book, 'rnbqkbnr/pppp1ppp/8/4p3/4P3/8/PPPP1PPP/RNBQKBNR w KQkq - 0 2\n');
      const [first, ...args] = command();
      const engine = (name: string, seed: number): string[] => [
        '-engine',
        `cmd=${first}`,
        `args=${args.join(' ')}`,
        `name=${name}`,
        'option.Temperature=1',
        `option.Seed=${seed}`,
      ];
      const { status, stdout } = spawnSync(
        fastchess,
        [
          ...engine('one', 1),
          ...engine('two', 2),
          '-each',
          'nodes=1',
          'tc=inf',
          '-openings',
          `file=${book}`,
          'format=epd',
          '-rounds',
          '2',
          '-games',
          '2',
          '-maxmoves',
          '40',
          '-startup-ms',
          '60000',
          '-ucinewgame-ms',
          '60000',
          '-ping-ms',
          '60000',
          '-pgnout',
          'file=games.pgn',
        ],
        { cwd: folder, encoding: 'utf8', timeout: 150_000 },
      );
      expect(status, stdout).toBe(0);
      expect(stdout).not.toMatch(/Warning|illegal|disconnect|stall/i);
      const pgn = await readFile(join(folder, 'games.pgn'), 'utf8');
      const results = [...pgn.matchAll(/^\[Result "(.*)"\]$/gm)].map(([, result]) => result);
      expect(results).toHaveLength(4);
      for (const result of results) expect(['1-0', '0-1', '1/2-1/2']).toContain(result);
    }, 180_000);
});
