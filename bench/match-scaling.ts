/**
 * How our engine's cost grows: games at once, and checkpoints that play each other. Usage after `npm run build`:
 *
 *   node dist/bench/match-scaling.js [--models fully-connected,default] [--at-once 10,100,1000,5000] [--checkpoints
 *   2,8,32] [--plies 200000]
 *
 * Each row plays about so many plies: as many games as that makes, but at least twice as many as boards, each of at
 * most 60 plies, so that boards are full most of the time. The memory is that of the whole process when the row ends,
 * the rows before it included.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { NetworkThreads, ThreadNetwork } from '../src/model/threads/network-threads.js';
import { openThreads, ordersOf, playersOf, round, run, siblings } from './games/arena.js';

const { values } = parseArgs({
  options: {
    models: { type: 'string', default: 'fully-connected,default' },
    'at-once': { type: 'string', default: '10,100,1000,5000' },
    checkpoints: { type: 'string', default: '2,8,32' },
    plies: { type: 'string', default: '200000' },
  },
});
const numbers = (text: string): number[] => text.split(',').map(Number);
const decoding = { temperature: 0.5, guard: 'mate-and-repetition' } as const;
/** Short games end together, so that a row is not mostly the thinning out at its end. */
const MAX_PLIES = 60;
const USUAL_AT_ONCE = 1000;

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
