import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { homeFrom } from '../../files/index.js';
import type { ListedSource, WeightPrecision } from '../../model/source/index.js';
import { CliError, modelDir } from '../shell/index.js';

interface ExportFlags {
  readonly to: string;
  readonly precision: WeightPrecision;
  readonly json?: boolean;
}

/** `sentimate export model NAME --to DIR`: a source model for `transformers` and what reads its folders. */
export function registerExportModel(exportCommand: Command): void {
  exportCommand
    .command('model')
    .description('write a source model as a Hugging Face folder, which transformers loads; docs/sources.md')
    .argument('<name>', 'name or address of a source model')
    .requiredOption('--to <dir>', 'the folder to write, new or empty')
    .addOption(new Option('--precision <precision>', 'of the weights').choices(['half', 'single']).default('half'))
    .option('--json', 'print address, folder and files as JSON')
    .action(run);
}

async function run(name: string, { to, precision, json }: ExportFlags): Promise<void> {
  const { exportHuggingFace, loadSource } = await import('../../model/source/index.js');
  const source = await storedSource(name);
  const loaded = await loadSource(source.dir);
  if (loaded.address !== source.address)
    throw new CliError('failed', `source model ${source.address} is damaged: remove its folder and import it again`);
  const { bytes, files } = await exportHuggingFace(to, loaded, precision).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOTEMPTY' || error.code === 'EEXIST')
      throw new CliError('usage', `${to} is not empty; give a folder that is new or empty`);
    if (error.code === 'ENOTDIR') throw new CliError('usage', `${to} is not a folder`);
    throw error;
  });
  process.stdout.write(
    json
      ? `${JSON.stringify({ address: source.address, folder: resolve(to), precision, bytes, files }, null, 2)}\n`
      : `${to}: ${source.card.name} in ${precision} precision, ${(bytes / 1e6).toFixed(1)} MB; ${files.join(', ')}\n`,
  );
}

/** The source model of that name or address. Throws CliError, which tells a checkpoint from what is not there. */
async function storedSource(name: string): Promise<ListedSource> {
  const { listSources } = await import('../../model/source/index.js');
  const stored = await listSources(homeFrom(process.env));
  const found = stored.find(({ address, card }) => name === address || name === card.name);
  if (found !== undefined) return found;
  const { readCheckpointText } = await import('../../files/index.js');
  if (await readCheckpointText(await modelDir(name)).catch(() => undefined))
    throw new CliError(
      'usage',
      `${name} is a checkpoint: its chat passes through the trunk that it shares with the board, which no ` +
        'architecture of transformers has; its board can be exported with `sentimate export MODEL --onnx FILE`',
    );
  const names = stored.map(({ card }) => card.name).join(', ');
  throw new CliError(
    'not-found',
    `there is no source model ${name}; ${names === '' ? 'none is stored' : `stored are ${names}`}`,
  );
}
