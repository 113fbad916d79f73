/**
 * `npm run bench -- replay [--games 2000] [--concurrency 400] [--max-plies 80] [--engine COMMAND]`
 *
 * Compares: every move of a mixed tournament with the same move decided again in other batches; no peer.
 *
 * Networks of two kinds of tower, both anchors, and a UCI engine play each other, hundreds of games at once.
 * `--engine` names a UCI engine (Stockfish, say, at 500 nodes); without it the tests' scripted one plays. Exits with 1
 * when a game differs by more than the tolerance.
 */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '../src/files/home.js';
import { replayRecorded } from '../src/match/loop/replay-recorded.js';
import type { Player } from '../src/match/player/player.js';
import { EnginePool } from '../src/match/uci/engine-pool.js';
import type { ContestantKey, GameKey } from '../src/vocabulary/ids.js';
import { keyOf, openThreads, ordersOf, round, run, siblings } from './games/arena.js';
import { benchArguments, printHeader } from './shared/bench.js';

const values = benchArguments(
  {
    games: { type: 'string', default: '2000' },
    concurrency: { type: 'string', default: '400' },
    'max-plies': { type: 'string', default: '80' },
    engine: { type: 'string' },
  },
  { games: '20', concurrency: '10', 'max-plies': '12' },
);
printHeader(['onnxruntime-node', 'chessops']);

const dir = await mkdtemp(join(tmpdir(), 'sentimate-bench-'));
const threads = openThreads();
const command = values.engine
  ? { command: values.engine, args: [] }
  : { command: process.execPath, args: [join(projectRoot(), 'test/match/fake-engine.mjs')] };
const engine = await EnginePool.start(command, 2, { readyMs: 60_000, moveMs: 60_000 });
try {
  const folders = [...(await siblings('fully-connected', 4, dir)), ...(await siblings('default', 2, dir))];
  const temperatures = [0.5, 0.5, 0, 1, 0.5, 0.2];
  const networks: Player[] = [];
  for (const [number, folder] of folders.entries()) {
    networks.push({
      kind: 'network',
      model: (await threads.load(folder))!,
      decoding: { temperature: temperatures[number]!, guard: number % 2 === 0 ? 'mate-and-repetition' : 'none' },
    });
  }
  const all: Player[] = [
    ...networks,
    { kind: 'anchor', anchor: 'random' },
    { kind: 'anchor', anchor: 'greedy' },
    { kind: 'engine', engine },
  ];
  const players = new Map<ContestantKey, Player>(all.map((player, number) => [keyOf(number), player]));
  const orders = ordersOf(Number(values.games), all.length, Number(values['max-plies']));
  const { results, report, seconds } = await run(orders, players, Number(values.concurrency), threads);
  console.log(
    `${report.games} games of ${all.length} contestants, ${report.plies} plies, ${round(report.positions / report.batches)} boards a pass, ${round(seconds)} s`,
  );

  const record = new Map<GameKey, (typeof results)[number]>(results.map((result) => [result.gameKey, result]));
  const began = performance.now();
  const replayed = await replayRecorded(
    orders.map((order) => ({ order, recorded: record.get(order.gameKey)! })),
    players,
  );
  const total = (count: 'decided' | 'same'): number => replayed.reduce((sum, game) => sum + game[count], 0);
  const margins = replayed.flatMap(({ ties }) => ties.map(({ margin }) => margin));
  const differing = replayed.flatMap(({ difference }, number) =>
    difference
      ? [`game ${number} (${orders[number]!.white} against ${orders[number]!.black}): ${difference.reason}`]
      : [],
  );
  console.log(
    `${total('decided')} moves decided again in ${round((performance.now() - began) / 1000)} s: ${total('same')} the ` +
      `same, ${margins.length} ties, largest margin ${Math.max(0, ...margins).toPrecision(2)}; ${differing.length} games differ`,
  );
  for (const line of differing.slice(0, 20)) console.log(line);
  if (differing.length > 0) process.exitCode = 1;
} finally {
  await engine.close();
  await threads.close();
  await rm(dir, { recursive: true, force: true });
}
