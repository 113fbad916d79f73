import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { CliError, modelDir } from '../shell/index.js';

interface ExportFlags {
  readonly onnx?: string;
}

/** `sentimate export MODEL --onnx FILE`: the board path of a checkpoint for other runtimes. Returns the command. */
export function registerExport(program: Command): Command {
  return program
    .command('export')
    .description(
      'write the board path of a checkpoint as an ONNX file: planes and moves to logits and outcome; or, with ' +
        '`model`, a source model as a Hugging Face folder',
    )
    .argument('<model>', 'a shipped name, an address or a folder')
    .option('--onnx <file>', 'the file to write')
    .action(exportModel);
}

async function exportModel(model: string, { onnx }: ExportFlags): Promise<void> {
  // no required option of commander's: it would be required of the subcommand too
  if (onnx === undefined) throw new CliError('usage', "required option '--onnx <file>' not specified");
  const { loadWeights } = await import('../../model/checkpoint/index.js');
  const { encodeModel, wholeGraph } = await import('../../model/onnx/index.js');
  const { isBoardParameter } = await import('../../model/forward/index.js');
  const { isEvaluation } = await import('../../spec/index.js');
  const { config, weights } = await loadWeights(await modelDir(model), isBoardParameter);
  if (isEvaluation(config)) throw new CliError('usage', `${model} evaluates positions and has no policy to export`);
  const file = encodeModel(wholeGraph(config, weights));
  await writeFile(onnx, file);
  process.stdout.write(`${onnx}: ${(file.length / 1e6).toFixed(1)} MB, operator set 17\n`);
}
