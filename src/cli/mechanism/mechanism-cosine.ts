import type { LayerCosine } from '../../training/mechanism/index.js';
import { type CosineOptions, compareGradients } from '../../training/mechanism/index.js';
import { CliError, openProgress, table } from '../shell/index.js';
import { type MechanismFlags, print, withModel } from './mechanism-open.js';

interface CosineFlags extends MechanismFlags {
  readonly games?: string;
  readonly tone: CosineOptions['tone'];
  readonly batches: number;
  readonly positions: number;
  readonly sequences: number;
}

/** `sentimate mechanism cosine`: compares the gradients of the two tasks by layer. Throws CliError. */
export async function cosine(base: string, flags: CosineFlags): Promise<void> {
  const { tone, band, batches, positions, sequences, seed } = flags;
  if (batches < 2 || positions < 1 || sequences < 1)
    throw new CliError('usage', '--batches must be at least 2, --positions and --sequences at least 1');
  await withModel(base, flags, async ({ network, address, signal, dataset }) => {
    const [games, dialogue] = [await dataset('games', flags.games), await dataset('dialogue', flags.dialogue)];
    const progress = openProgress();
    const onBatch = (value: number): void =>
      progress.update([{ name: 'gradients', value, total: batches, note: 'batches of each task' }]);
    try {
      const report = await compareGradients(network, {
        gamesDir: games.dir,
        dialogueDir: dialogue.dir,
        tone,
        band,
        batches,
        positions,
        sequences,
        seed,
        onBatch,
        signal,
      });
      const inputs = {
        base: address,
        games: games.address,
        dialogue: dialogue.address,
        tone,
        ...(tone === 'random' ? {} : { band }),
        positionsOfBatch: positions,
        sequencesOfBatch: sequences,
        seed,
      };
      print(flags, { ...inputs, ...report }, cosineLines(report.layers, batches));
    } finally {
      progress.stop();
    }
  });
}

const text = (value: number | null): string => (value === null ? 'open' : value.toFixed(3));
const interval = (value: number, low: number | null, high: number | null): string =>
  `${text(value)} (${text(low)} to ${text(high)})`;

/** One row per layer; `batches` is the number of batches of each task. */
export function cosineLines(layers: readonly LayerCosine[], batches: number): string[] {
  const columns = [
    { title: 'layer' },
    { title: 'parameters', right: true },
    { title: 'tasks', right: true },
    { title: 'batches', right: true },
    { title: 'board, board', right: true },
    { title: 'chat, chat', right: true },
    { title: 'chat / board', right: true },
  ];
  const rows = layers.map(({ layer, parameters, ofTasks, ofBatches, sameTask, lengths }) => [
    layer,
    String(parameters),
    ofTasks === null ? 'not estimable' : interval(ofTasks.cosine, ofTasks.low, ofTasks.high),
    interval(ofBatches.mean, ofBatches.low, ofBatches.high),
    text(sameTask.board),
    text(sameTask.chat),
    lengths.toFixed(2),
  ]);
  return [
    ...table(columns, rows),
    `Cosines of gradients over ${batches} batches, with 95 % intervals. tasks: corrected for noise; batches: one ` +
      'batch of each task; board, board and chat, chat: two batches of',
    'one task; chat / board: ratio of gradient norms, each loss divided by that of a uniform guess.',
  ];
}
