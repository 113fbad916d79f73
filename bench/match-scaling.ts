/**
 * `npm run bench -- match-scaling [--models fully-connected,default] [--at-once 10,100,1000,5000]
 * [--checkpoints 2,8,32] [--plies 200000]`
 *
 * Compares: the cost of a ply with more games at once and with more checkpoints that play each other; no peer.
 *
 * Each row plays about so many plies: as many games as that makes, but at least twice as many as boards, each of at
 * most 60 plies, so that boards are full most of the time. The memory is that of the whole process when the row ends,
 * the rows before it included.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NetworkThreads, ThreadNetwork } from '../src/model/threads/network-threads.js';
import { openThreads, ordersOf, playersOf, round, run, siblings } from './games/arena.js';
import { benchArguments, printHeader } from './shared/bench.js';

const values = benchArguments(
  {
    models: { type: 'string', default: 'fully-connected,default' },
    'at-once': { type: 'string', default: '10,100,1000,5000' },
    checkpoints: { type: 'string', default: '2,8,32' },
    plies: { type: 'string', default: '200000' },
    'most-at-once': { type: 'string', default: '1000' },
  },
  { models: 'fully-connected', 'at-once': '2', checkpoints: '2', plies: '200', 'most-at-once': '4' },
);
const numbers = (text: string): number[] => text.split(',').map(Number);
const decoding = { temperature: 0.5, guard: 'mate-and-repetition' } as const;
/** Short games end together, so that a row is not mostly the thinning out at its end. */
const MAX_PLIES = 60;
/** Games at once in the rows of checkpoints. */
const USUAL_AT_ONCE = Number(values['most-at-once']);

async function rowOf(
  models: readonly ThreadNetwork[],
  atOnce: number,
  threads: NetworkThreads,
): Promise<Record<string, number>> {
  const games = Math.max(2 * atOnce, Math.round(Number(values.plies) / MAX_PLIES / 2) * 2);
  const { report, seconds, cpu, busy } = await run(
    ordersOf(games, models.length, MAX_PLIES),
    playersOf(models, decoding),
    atOnce,
    threads,
  );
  return {
    checkpoints: models.length,
    'games at once': atOnce,
    'games/s of 60 plies': round(report.games / seconds),
    'plies/s': Math.round(report.plies / seconds),
    batch: round(report.positions / report.batches),
    'CPU us/ply': round((1e6 * cpu) / report.plies),
    'network %': round((100 * busy) / seconds),
    'memory MiB': Math.round(process.memoryUsage.rss() / 2 ** 20),
  };
}

printHeader(['onnxruntime-node', 'chessops']);
const dir = await mkdtemp(join(tmpdir(), 'sentimate-bench-'));
try {
  for (const model of values.models.split(',')) {
    const checkpoints = numbers(values.checkpoints);
    const folders = await siblings(model, Math.max(2, ...checkpoints), dir);
    const threads = openThreads();
    const models: ThreadNetwork[] = [];
    for (const folder of folders) models.push((await threads.load(folder))!);
    await run(ordersOf(64, 2, MAX_PLIES), playersOf(models.slice(0, 2), decoding), 32, threads); // warms up
    const rows: Record<string, number>[] = [];
    for (const atOnce of numbers(values['at-once'])) rows.push(await rowOf(models.slice(0, 2), atOnce, threads));
    for (const count of checkpoints) rows.push(await rowOf(models.slice(0, count), USUAL_AT_ONCE, threads));
    await threads.close();
    console.log(model);
    console.table(rows);
  }
} finally {
  await rm(dir, { recursive: true, force: true });
}
