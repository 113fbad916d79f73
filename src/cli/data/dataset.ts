import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Command, Option } from 'commander';
import { datasetDir, homeFrom } from '../../files/index.js';
import { DATASET_KINDS, type DatasetKind, isHash } from '../../vocabulary/index.js';

interface InspectFlags {
  readonly kind?: DatasetKind;
  readonly json?: boolean;
}

/** `sentimate dataset inspect FILE` */
export function registerDataset(program: Command): void {
  program
    .command('dataset')
    .description('inspect datasets')
    .command('inspect')
    .description(
      'profile a dataset, or a file that could be imported: sizes, sentiment, what is dropped and why; ' +
        'nothing is stored',
    )
    .argument('<file>', 'a file of games or dialogue, the folder of a dataset, or its address')
    .addOption(new Option('--kind <kind>', 'kind of the file (default: from its name)').choices(DATASET_KINDS))
    .option('--json', 'print the profile as JSON')
    .action(inspect);
}

async function kindOf(path: string): Promise<DatasetKind> {
  const profile = await readFile(join(path, 'dataset.json'), 'utf8').catch(() => undefined);
  if (profile !== undefined)
    return DATASET_KINDS.find((kind) => new RegExp(`"kind"\\s*:\\s*"${kind}"`).test(profile)) ?? 'dialogue';
  return /\.pgn(\.gz|\.zst)?$/i.test(path) ? 'games' : 'dialogue';
}

async function inspect(file: string, flags: InspectFlags): Promise<void> {
  const path = isHash(file) && !existsSync(file) ? datasetDir(homeFrom(process.env), file) : file;
  const [profile, lines] = await INSPECT[flags.kind ?? (await kindOf(path))](path);
  process.stdout.write(flags.json ? `${JSON.stringify(profile, null, 2)}\n` : `${lines.join('\n')}\n`);
}

const INSPECT: Readonly<Record<DatasetKind, (path: string) => Promise<[unknown, string[]]>>> = {
  games,
  dialogue,
  classifier,
};

async function games(path: string): Promise<[unknown, string[]]> {
  const { inspectGames } = await import('../../chess/dataset/index.js');
  const { profileLines } = await import('../../chess/dataset/index.js');
  const profile = await inspectGames(path);
  return [profile, profileLines(profile)];
}

async function dialogue(path: string): Promise<[unknown, string[]]> {
  const { inspectDialogue } = await import('../../dialogue/read/index.js');
  const { describeDialogue } = await import('./describe-dialogue.js');
  const profile = await inspectDialogue(path);
  return [profile, describeDialogue(profile)];
}

/** Reads the profile in the classifier's folder. */
async function classifier(path: string): Promise<[unknown, string[]]> {
  const { readClassifierProfile } = await import('../../dialogue/tone/index.js');
  const { trainingLines } = await import('./sentiment-text.js');
  const profile = await readClassifierProfile(path);
  return [profile, trainingLines(profile)];
}
