/**
 * `npm run bench -- match [--games 1024] [--concurrency 512] [--python-games 256] [--single-games 16]
 * [--models fully-connected,default]`
 *
 * Compares: whole games a second of our engine with python-chess and PyTorch on the same weights, batched and singly.
 *
 * Two checkpoints play from the same openings at the same temperature. SENTIMATE_TORCH_PYTHON names a Python with torch
 * and chess; without one the tables of peers are left out, which is said.
 */
import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { ThreadNetwork } from '../src/model/threads/network-threads.js';
import { KERNEL_THREADS } from '../src/orchestration/compute-threads.js';
import type { Decoding, GameOrder } from '../src/spec/index.js';
import { keyOf, openThreads, ordersOf, playersOf, type Run, round, run, siblings } from './games/arena.js';
import { benchArguments, printHeader } from './shared/bench.js';
import { TWIN_FILES } from './torch/twin.js';

const values = benchArguments(
  {
    games: { type: 'string', default: '1024' },
    concurrency: { type: 'string', default: '512' },
    'python-games': { type: 'string', default: '256' },
    'single-games': { type: 'string', default: '16' },
    models: { type: 'string', default: 'fully-connected,default' },
    temperature: { type: 'string', default: '0.5' },
    'max-plies': { type: 'string', default: '300' },
  },
  {
    games: '4',
    concurrency: '4',
    'python-games': '4',
    'single-games': '2',
    models: 'fully-connected',
    'max-plies': '10',
  },
);
const BARE = fileURLToPath(new URL('./games/bare-boards.js', import.meta.url));
const runFile = promisify(execFile);
const games = Number(values.games);
const concurrency = Number(values.concurrency);
const temperature = Number(values.temperature);
const maxPlies = Number(values['max-plies']);
const python = process.env.SENTIMATE_TORCH_PYTHON ?? 'python3';
/** Versions of torch and chess; null where this Python lacks one of them. */
const pythonVersions = ((): Record<string, string> | null => {
  const asked = spawnSync(python, ['-c', 'import torch, chess; print(torch.__version__, chess.__version__)']);
  if (asked.status !== 0) return null;
  const [torch, chess] = asked.stdout.toString().trim().split(' ');
  return { PyTorch: torch!, 'python-chess': chess! };
})();

type Row = Record<string, string | number>;

interface Measured {
  readonly games: number;
  readonly plies: number;
  readonly positions: number;
  readonly passes: number;
  readonly seconds: number;
  readonly cpu: number;
  readonly phases: Readonly<Record<string, number>>;
}

function row(what: string, { games: played, plies, positions, passes, seconds, cpu, phases }: Measured): Row {
  return {
    what,
    games: played,
    'games/s': round(played / seconds, 2),
    'plies/s': Math.round(plies / seconds),
    'positions/s': Math.round(positions / seconds),
    'plies a game': round(plies / played),
    batch: round(positions / passes),
    'CPU us/ply': round((1e6 * cpu) / plies),
    ...Object.fromEntries(
      Object.entries(phases).map(([phase, spent]) => [`${phase} %`, round((100 * spent) / seconds)]),
    ),
  };
}

/**
 * Networks work in threads of their own: `network` is the share of all threads' time in which they do, beside the rest.
 */
function ours({ report, seconds, cpu, busy }: Run): Measured {
  const { rules, encoding, choosing, recording, network } = report.seconds;
  const phases = { rules, encoding, network: busy > 0 ? busy : network, choosing, recording };
  return {
    games: report.games,
    plies: report.plies,
    positions: report.positions,
    passes: report.batches,
    seconds,
    cpu,
    phases,
  };
}

async function pythonRow(
  what: string,
  folders: readonly string[],
  orders: readonly GameOrder[],
  batch: number,
  dir: string,
): Promise<Row> {
  const file = join(dir, 'order.json');
  const played = orders.map(({ opening, white }) => ({ opening, white: white === keyOf(0) ? 0 : 1 }));
  await writeFile(
    file,
    JSON.stringify({ folders, games: played, temperature, maxPlies, seed: 1, threads: availableParallelism(), batch }),
  );
  const { stdout, stderr, status } = spawnSync(python, [join(TWIN_FILES, 'play.py'), file], {
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  if (status !== 0) throw new Error(`play.py ended with ${status}: ${stderr.slice(-400)}`);
  return row(what, JSON.parse(stdout) as Measured);
}

/**
 * Boards a second of forward passes and nothing else, in batches of the largest size: the better of one pass after the
 * other with all processors in each kernel, and of as many side by side as there are processors. Processes of their
 * own, for a kernel's threads are settled once in each.
 */
async function bareBoards(folder: string): Promise<number> {
  const together = async (processes: number, kernelThreads: string): Promise<number> => {
    const env = { ...process.env, [KERNEL_THREADS]: kernelThreads };
    const rates = await Promise.all(
      Array.from({ length: processes }, () => runFile(process.execPath, [BARE, folder], { env })),
    );
    return rates.reduce((sum, { stdout }) => sum + Number(stdout), 0);
  };
  const processors = availableParallelism();
  return Math.max(await together(1, String(processors)), await together(processors, '1'));
}

async function tableOf(model: string, dir: string): Promise<void> {
  const folders = await siblings(model, 2, dir);
  const orders = ordersOf(games, 2, maxPlies);
  const rows: Row[] = [];
  const threads = openThreads();
  const models = (await Promise.all(folders.map((folder) => threads.load(folder)))) as ThreadNetwork[];
  const play = (decoding: Decoding, some: readonly GameOrder[]): Promise<Run> =>
    run(some, playersOf(models, decoding), concurrency, threads);
  await play({ temperature, guard: 'none' }, orders.slice(0, 64)); // warms the compiler and TensorFlow up
  const plain = await play({ temperature, guard: 'none' }, orders);
  rows.push(
    row('ours', ours(plain)),
    row('ours, with the guard', ours(await play({ temperature, guard: 'mate-and-repetition' }, orders))),
  );
  await threads.close();
  const bare = await bareBoards(folders[0]!);
  console.log(
    `\n${model}: two checkpoints, temperature ${temperature}, at most ${maxPlies} plies, ${concurrency} games at once; bare forward pass ${Math.round(bare)} boards/s, ours reaches ${round((100 * plain.report.positions) / plain.seconds / bare)} % of it`,
  );
  console.table(rows);
  if (!pythonVersions) return console.log(`no tables of peers: ${python} has no torch and chess`);
  const ways: readonly (readonly [how: string, batch: number, games: string])[] = [
    ['batched', concurrency, values['python-games']],
    ['one by one', 1, values['single-games']],
  ];
  for (const [how, batch, count] of ways) {
    const peer = `python-chess + PyTorch, ${how}`;
    console.log(`\n${model}: ours beside ${peer}`);
    console.table([rows[0], await pythonRow(peer, folders, orders.slice(0, Number(count)), batch, dir)]);
  }
}

printHeader(['onnxruntime-node', 'chessops'], pythonVersions ?? {});
const dir = await mkdtemp(join(tmpdir(), 'sentimate-bench-'));
try {
  for (const model of values.models.split(',')) await tableOf(model, dir);
} finally {
  await rm(dir, { recursive: true, force: true });
}
