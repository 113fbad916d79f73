import { resolve } from 'node:path';
import { SingleBar } from 'cli-progress';
import { Option, type Command } from 'commander';
import { DIALOGUE_FORMATS, type DialogueFormat } from '../dialogue/detect-format.js';
import { dialogueFiles } from '../dialogue/dialogue-files.js';
import { importDialogue } from '../dialogue/import-dialogue.js';
import type { DialogueProgress } from '../dialogue/prepare-files.js';
import { FileError } from '../files/file-error.js';
import { homeFrom } from '../files/home.js';
import { describeDialogue } from './describe-dialogue.js';

interface DialogueFlags {
  readonly format?: DialogueFormat;
  readonly name?: string;
  readonly json?: boolean;
}

/** `sentimate import dialogue FILES...` */
export function registerImportDialogue(importCommand: Command): void {
  importCommand
    .command('dialogue')
    .description('import dialogue as one dataset: chitchat-dataset JSON, DialoGPT tsv, comment/reply pairs, starter exchanges, lines of turns; .gz and .zst are read as they are')
    .argument('<files...>', 'files to import, in this order; a folder stands for the dialogue files in it')
    .addOption(new Option('--format <format>', 'format of all files (otherwise told from their content)').choices(DIALOGUE_FORMATS))
    .option('--name <name>', 'name of the dataset')
    .option('--json', 'print the profile as JSON')
    .action(run);
}

async function run(files: readonly string[], flags: DialogueFlags): Promise<void> {
  const stop = new AbortController();
  const abort = (): void => stop.abort();
  process.once('SIGINT', abort);
  const bar = flags.json === true ? undefined : progressBar();
  try {
    const profile = await importDialogue({
      files: await dialogueFiles(files.map((file) => resolve(file))),
      home: homeFrom(process.env),
      format: flags.format,
      name: flags.name,
      signal: stop.signal,
      onProgress: bar?.update,
    });
    bar?.stop();
    process.stdout.write(`${flags.json === true ? JSON.stringify(profile, null, 2) : describeDialogue(profile).join('\n')}\n`);
  } catch (error) {
    bar?.stop();
    process.exitCode = 1;
    if (stop.signal.aborted) process.stderr.write('sentimate: stopped; nothing was stored\n');
    else if (error instanceof FileError) process.stderr.write(`sentimate: ${error.message}\n`);
    else throw error;
  } finally {
    process.removeListener('SIGINT', abort);
  }
}

/** On stderr, and only on a terminal. */
function progressBar(): { update(progress: DialogueProgress): void; stop(): void } {
  const bar = new SingleBar({
    format: '{file} [{bar}] {percentage} % · {conversations} kept',
    stream: process.stderr,
    clearOnComplete: true,
  });
  bar.start(1, 0, { file: '', conversations: 0 });
  return {
    update({ file, bytesRead, bytesTotal, conversations }) {
      bar.setTotal(bytesTotal);
      bar.update(bytesRead, { file, conversations });
    },
    stop: () => bar.stop(),
  };
}
