import { writeFile } from 'node:fs/promises';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { GoldSet } from '../../dialogue/tone/index.js';
import { homeFrom } from '../../files/index.js';
import { GOLD_FORMATS, type GoldFormat } from '../../vocabulary/index.js';
import { CliError, wholeNumber } from '../shell/index.js';

interface GoldFlags {
  readonly format?: GoldFormat;
  readonly json?: boolean;
}
interface TrainFlags extends GoldFlags {
  readonly name: string;
  readonly seed: number;
  readonly out?: string;
}
interface CalibrateFlags extends GoldFlags {
  readonly classifier?: string;
}

function datasetName(text: string): string {
  if (!/^[a-z][a-z0-9-]{0,63}$/.test(text))
    throw new InvalidArgumentError('is lower-case letters, digits and hyphens, 64 at most.');
  return text;
}

const FILES =
  'labelled messages: GoEmotions (grouped or original), SST-2, MELD or any table with a text and a sentiment column, ' +
  'VADER’s mean ratings; also compressed as .gz or .zst';

/** `sentimate sentiment train` and `sentimate sentiment calibrate`. */
export function registerSentiment(program: Command): void {
  const command = program
    .command('sentiment')
    .description('train a second sentiment scorer besides VADER, and measure both');
  const gold = (one: Command): Command =>
    one
      .argument('<files...>', FILES)
      .addOption(
        new Option('--format <format>', 'format of all files (default: from their first lines)').choices(GOLD_FORMATS),
      )
      .option('--json', 'print JSON');
  gold(
    command
      .command('train')
      .description(
        'train a bag-of-words classifier on labelled messages and store it as a dataset of kind `classifier`',
      ),
  )
    .option('--name <name>', 'name by which arms refer to it', datasetName, 'classifier')
    .option('--seed <n>', 'seed of the split that selects the penalty', wholeNumber, 1)
    .option('--out <file>', 'also write the classifier to this file')
    .action(train);
  gold(
    command
      .command('calibrate')
      .description('precision, recall and macro-F1 of VADER, and of a classifier, on messages labelled by people'),
  )
    .option('--classifier <classifier>', 'name or address of a classifier (default: only VADER is measured)')
    .action(calibrate);
}

/** Reads all files before anything is computed, so that an invalid last file fails early. */
async function readAll(files: readonly string[], format: GoldFormat | undefined): Promise<GoldSet[]> {
  const { readGold } = await import('../../dialogue/tone/index.js');
  const sets: GoldSet[] = [];
  for (const file of files) sets.push(await readGold(file, format));
  return sets;
}

const print = (json: boolean | undefined, value: unknown, lines: readonly string[]): void =>
  void process.stdout.write(json ? `${JSON.stringify(value, null, 2)}\n` : `${lines.join('\n')}\n`);

async function train(files: readonly string[], { name, seed, out, format, json }: TrainFlags): Promise<void> {
  const [{ storeClassifier, trainClassifier }, { trainingLines }] = await Promise.all([
    import('../../dialogue/tone/index.js'),
    import('./sentiment-text.js'),
  ]);
  const { classifier, training } = trainClassifier(await readAll(files, format), seed);
  if (out !== undefined)
    await writeFile(out, classifier.toJson(), { flag: 'wx' }).catch((error: NodeJS.ErrnoException) => {
      throw error.code === 'EEXIST' ? new CliError('usage', `--out ${out}: already exists`) : error;
    });
  const profile = await storeClassifier(homeFrom(process.env), name, classifier, training);
  print(json, profile, trainingLines(profile));
}

async function calibrate(files: readonly string[], { classifier: named, format, json }: CalibrateFlags): Promise<void> {
  const [{ calibrate: measure }, { calibrationLines, withIntervals }] = await Promise.all([
    import('../../dialogue/tone/index.js'),
    import('./sentiment-text.js'),
  ]);
  const found = named === undefined ? undefined : await openClassifier(named);
  const sets = (await readAll(files, format)).map((set) =>
    withIntervals(measure(set, found?.classifier, found?.trainingHashes)),
  );
  print(
    json,
    { classifier: found?.address ?? null, sets },
    sets.flatMap((set, i) => [...(i > 0 ? [''] : []), ...calibrationLines(set)]),
  );
}

async function openClassifier(named: string) {
  const [{ namedDataset }, { readClassifier }, { readClassifierProfile }] = await Promise.all([
    import('../evaluate/index.js'),
    import('../../dialogue/tone/index.js'),
    import('../../dialogue/tone/index.js'),
  ]);
  const { dir, address } = await namedDataset(homeFrom(process.env), 'classifier', named);
  const profile = await readClassifierProfile(dir);
  return {
    address,
    classifier: await readClassifier(dir),
    trainingHashes: profile.training?.sources.map(({ hash }) => hash) ?? [],
  };
}
