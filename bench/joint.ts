/**
 * `npm run bench -- joint --games ADDRESS [--repeats ADDRESS] --dialogue ADDRESS...`
 *
 * Compares: held-out losses of a small network trained on both tasks, with one setting changed at a time; no peer.
 *
 * One small network, trained again and again with one setting changed; all runs see as many positions
 * and as many sequences as the first, so that rows compare at equal data. Prints a table of held-out losses;
 * docs/log.md has the results.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { datasetDir, homeFrom } from '../src/files/home.js';
import { startBackend } from '../src/model/kernels/backend.js';
import type { NetworkConfig } from '../src/spec/index.js';
import { loadBaseData } from '../src/training/base/base-data.js';
import type { BaseData, BaseSettings } from '../src/training/base/base-settings.js';
import { trainBase } from '../src/training/base/train-base.js';
import { benchArguments, printHeader } from './shared/bench.js';

const args = benchArguments(
  {
    games: { type: 'string' },
    repeats: { type: 'string' },
    dialogue: { type: 'string', multiple: true },
    steps: { type: 'string', default: '600' },
    only: { type: 'string' },
  },
  { steps: '2', only: 'no clipping' },
);
if (!args.games || !args.dialogue) throw new Error('--games and --dialogue are needed: addresses of imported datasets');

const SMALL = (vocabulary: number): NetworkConfig => ({
  format: 1,
  chess: { kind: 'convolutional', filters: 32, blocks: 3 },
  chat: { vocabulary, context: 64, width: 96, layers: 2, heads: 3 },
  trunk: { width: 64, layers: 2, hidden: 128 },
  heads: { queryKey: 32, value: 32 },
});

const FIRST: BaseSettings = {
  seed: 1,
  steps: Number(args.steps),
  positions: 192,
  sequences: 12,
  optimizer: 'muon',
  averaging: 0,
  learningRate: 0.002,
  weightDecay: 0.01,
  clip: 1,
  chatWeight: 1,
};

/** What each row changes. */
const ROWS: readonly (readonly [name: string, change: Partial<BaseSettings>, data?: 'repeats'])[] = [
  ['joint', {}],
  ['joint, another seed', { seed: 2 }],
  ['board alone', { sequences: 0 }],
  ['board alone, another seed', { sequences: 0, seed: 2 }],
  ['chat alone', { positions: 0 }],
  ['chat alone, another seed', { positions: 0, seed: 2 }],
  ['chat weight 0.3', { chatWeight: 0.3 }],
  ['chat weight 3', { chatWeight: 3 }],
  ['Adam, rate 0.0015', { optimizer: 'adam', learningRate: 0.0015 }],
  ['Adam, rate 0.003', { optimizer: 'adam', learningRate: 0.003 }],
  ['Muon, rate 0.004', { learningRate: 0.004 }],
  ['constant rate', { schedule: 'constant' }],
  ['constant rate, average .99', { schedule: 'constant', averaging: 0.99 }],
  ['average .99', { averaging: 0.99 }],
  ['no clipping', { clip: 1e9 }],
  ['label smoothing .05', { labelSmoothing: 0.05 }],
  ['openings weigh .25', { openingWeight: 0.25 }],
  ['repeats kept', {}, 'repeats'],
];

const backend = await startBackend();
printHeader([], { [backend.name]: backend.version });
const home = homeFrom(process.env);
const folder = await mkdtemp(join(tmpdir(), 'sentimate-joint-'));
const dialogue = args.dialogue.map((address) => ({ dir: datasetDir(home, address), share: 1 }));
const load = (games: string): ReturnType<typeof loadBaseData> =>
  loadBaseData(datasetDir(home, games), dialogue, { vocabulary: 2048, context: 64 });
const { data, tokenizer } = await load(args.games);
const repeated: BaseData | undefined = args.repeats
  ? { ...(await load(args.repeats)).data, heldOutPositions: data.heldOutPositions }
  : undefined;

console.log('| change | policy, nats | outcome, nats | moves matched, % | chat, nats | seconds a step |');
console.log('| --- | --- | --- | --- | --- | --- |');
for (const [index, [name, change, which]] of ROWS.entries()) {
  const from = which === 'repeats' ? repeated : data;
  if (!from || (args.only && !name.includes(args.only))) continue;
  const made = await trainBase({
    config: SMALL(tokenizer.size),
    settings: { ...FIRST, ...change },
    tokenizer,
    data: from,
    dataAddresses: [args.games],
    runDir: join(folder, String(index)),
    signal: new AbortController().signal,
    onProgress: () => undefined,
  });
  const { validation, seconds, step } = made!.last;
  made!.network.dispose();
  const [board, chat] = [change.positions !== 0, change.sequences !== 0];
  const cells = [
    board ? validation!.policyLoss.toFixed(3) : '',
    board ? validation!.outcomeLoss.toFixed(3) : '',
    board ? (100 * validation!.moveMatch).toFixed(1) : '',
    chat ? validation!.chatLoss.toFixed(3) : '',
    (seconds / step).toFixed(2),
  ];
  console.log(`| ${name} | ${cells.join(' | ')} |`);
}
await rm(folder, { recursive: true, force: true });
