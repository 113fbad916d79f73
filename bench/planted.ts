/**
 * `npm run bench -- planted --home DIR [--model fully-connected] [--copies 20] [--replicates 8] [--pairs 8]
 * [--temperatures 0.5,0.545,0.585,0.63,0.715] [--scan 0.55,0.6,0.65,0.7,0.8] [--scan-pairs 300] [--noise 0.25,0.5,1]
 * [--noise-pairs 90] [--open 3]`
 *
 * Compares: how often the whole service finds a planted difference with the power that its plan promises; no peer.
 *
 * First direct matches of the checkpoint against itself at other temperatures: what gap a temperature plants. Then
 * `--copies` tournaments for each of `--temperatures` through a service of its own (database, workers, real games), and
 * the verdicts beside the power that the plan promises. `--noise` measures gaps by noise on the trunk instead. All is
 * kept in `--home`: the same command goes on where it was interrupted, and prints the table at once when all is played.
 * docs/calibration.md has results.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { withOwnService } from '../src/cli/shell/index.js';
import { projectRoot } from '../src/files/home.js';
import { type Gap, measureGap, noisyCopy } from './calibration/gap-match.js';
import { eloPerDegree, measuredGaps } from './calibration/measured-gaps.js';
import { PLAIN_TEMPERATURE, type PlantedRun, playRuns, promisedPower, verdictsOf } from './calibration/planted-runs.js';
import { countVerdicts, markdown } from './calibration/planted-table.js';
import { benchArguments, printHeader } from './shared/bench.js';

const args = benchArguments(
  {
    home: { type: 'string' },
    model: { type: 'string', default: 'fully-connected' },
    copies: { type: 'string', default: '20' },
    replicates: { type: 'string', default: '8' },
    pairs: { type: 'string', default: '8' },
    temperatures: { type: 'string', default: '0.5,0.545,0.585,0.63,0.715' },
    scan: { type: 'string', default: '0.55,0.6,0.65,0.7,0.8' },
    'scan-pairs': { type: 'string', default: '300' },
    noise: { type: 'string', default: '' },
    'noise-pairs': { type: 'string', default: '90' },
    open: { type: 'string', default: '3' },
  },
  { copies: '0', pairs: '1', temperatures: '0.7', scan: '0.7,0.8', 'scan-pairs': '4' },
);
if (args.home === undefined) throw new Error('--home is needed: the folder in which the service keeps everything');
const home = resolve(args.home);
await mkdir(home, { recursive: true });

printHeader(['onnxruntime-node', 'bullmq']);

const numbers = (list: string): number[] => list.split(',').filter(Boolean).map(Number);
const elo = (value: number | null, digits = 1): string => (value === null ? '-' : value.toFixed(digits));
const started = performance.now();
const note = (line: string): void =>
  void process.stderr.write(`${((performance.now() - started) / 1000).toFixed(0).padStart(6)} s  ${line}\n`);

const GAP_HEAD = ['second side', 'pairs', 'share, %', 'draws, %', 'gap, Elo', 'standard error', 'games/s'];
const gapRow = (side: string, { pairs, share, drawRate, elo: gap, error, gamesPerSecond }: Gap): string[] => [
  side,
  String(pairs),
  (100 * share).toFixed(1),
  (100 * drawRate).toFixed(1),
  elo(gap),
  elo(error),
  elo(gamesPerSecond),
];

/** Gaps by noise of these sizes, each over three draws of the noise. */
async function noiseGaps(sizes: readonly number[]): Promise<void> {
  const dir = await mkdtemp(join(tmpdir(), 'sentimate-planted-'));
  const plain = { folder: join(projectRoot(), 'models', args.model), temperature: PLAIN_TEMPERATURE };
  const rows: string[][] = [];
  try {
    for (const size of sizes)
      for (const draw of ['1', '2', '3']) {
        const noisy = { ...plain, folder: await noisyCopy(args.model, size, draw, dir) };
        const pairs = Math.ceil(Number(args['noise-pairs']) / 3);
        const gap = await measureGap([plain, noisy], pairs, `noise ${args.model} ${size} ${draw} ${pairs}`);
        rows.push(gapRow(`noise ${size}, draw ${draw}`, gap));
        note(`noise ${size}, draw ${draw}`);
      }
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
  console.log(markdown(GAP_HEAD, rows));
}

async function tournaments(): Promise<void> {
  const scan = { model: args.model, temperatures: numbers(args.scan), pairs: Number(args['scan-pairs']) };
  const gaps = await measuredGaps(home, scan, note);
  const { slope, error } = eloPerDegree(gaps);
  console.log(
    markdown(
      GAP_HEAD,
      gaps.map((gap) => gapRow(`temperature ${gap.temperature}`, gap)),
    ),
  );
  console.log(`\nElo per degree, through the origin: ${elo(slope, 0)} ± ${elo(error, 0)}\n`);

  const design = { model: args.model, replicates: Number(args.replicates), pairs: Number(args.pairs) };
  const temperatures = numbers(args.temperatures);
  const runs = Array.from({ length: Number(args.copies) }, (_, copy) =>
    temperatures.map((temperature): PlantedRun => ({ temperature, copy: copy + 1 })),
  ).flat();
  const env = { ...process.env, SENTIMATE_HOME: home };
  await withOwnService({ workers: true, env }, async ({ api, signal }) => {
    const finished = await playRuns(api, runs, { design, home, signal, open: Number(args.open), note });
    const verdicts = await verdictsOf(api, finished);
    const rows: string[][] = [];
    for (const temperature of temperatures) {
      const own = [...verdicts].flatMap(([run, verdict]) => (run.temperature === temperature ? [verdict] : []));
      const gap = slope * (temperature - PLAIN_TEMPERATURE);
      const count = countVerdicts(own, gap);
      const promise = await promisedPower(api, { design, temperature, gap: Math.max(count.mean ?? gap, 0) });
      rows.push([
        String(temperature),
        `${elo(gap)} ± ${elo(error * (temperature - PLAIN_TEMPERATURE))}`,
        `${elo(count.mean)} ± ${elo(count.error)}`,
        temperature === PLAIN_TEMPERATURE ? '-' : (100 * promise.power).toFixed(0),
        ...[count.tournaments, count.right, count.wrong, count.equivalent, count.inconclusive, count.other].map(String),
        `${count.covered} of ${count.intervals}`,
        `${elo(promise.standardError)}, ${elo(count.deviation && count.deviation / Math.sqrt(design.replicates))}`,
      ]);
    }
    console.log(
      markdown(
        [
          'temperature',
          'gap by direct matches',
          'mean of the tournaments',
          'power promised, %',
          ...['tournaments', 'plain stronger', 'planted stronger', 'equivalent', 'inconclusive', 'other'],
          'interval holds the gap by direct matches',
          'standard error promised, observed',
        ],
        rows,
      ),
    );
    const kept = [...verdicts].map(([run, { state, line, contrast }]) => ({ ...run, state, line, contrast }));
    console.log(`\n${JSON.stringify({ design, gaps, tournaments: kept })}`);
  });
}

if (args.noise) await noiseGaps(numbers(args.noise));
else await tournaments();
