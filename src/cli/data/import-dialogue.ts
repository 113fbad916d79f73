import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import type { DialogueProgress } from '../../dialogue/read/index.js';
import { FileError, homeFrom } from '../../files/index.js';
import { DIALOGUE_FORMATS, type DialogueFormat } from '../../vocabulary/index.js';
import { INTERRUPT_SIGNALS, openProgress, type ProgressTask, untilSignal } from '../shell/index.js';

interface DialogueFlags {
  readonly format?: DialogueFormat;
  readonly name?: string;
  readonly labelColumn?: string;
  readonly json?: boolean;
}

/** `sentimate import dialogue FILES...` */
export function registerImportDialogue(importCommand: Command): void {
  importCommand
    .command('dialogue')
    .description(
      'import dialogue as one dataset: chitchat-dataset JSON, DialoGPT tsv, comment/reply pairs, starter exchanges, ' +
        'lines of turns, tables with a header; also compressed as .gz or .zst',
    )
    .argument('<files...>', 'files to import, in this order; a folder imports the dialogue files in it')
    .addOption(
      new Option('--format <format>', 'format of all files (default: from their content)').choices(DIALOGUE_FORMATS),
    )
    .option('--name <name>', 'name of the dataset')
    .option('--label-column <name>', 'field or column whose value labels the replies, for arms of tone `custom`')
    .option('--json', 'print the profile as JSON')
    .action(run);
}

const run = (files: readonly string[], flags: DialogueFlags): Promise<void> =>
  untilSignal((signal) => importFiles(files, flags, signal), { signals: INTERRUPT_SIGNALS });

async function importFiles(files: readonly string[], flags: DialogueFlags, signal: AbortSignal): Promise<void> {
  const progress = flags.json ? undefined : openProgress(process.stderr, Date.now, QUIET_MS);
  try {
    const [{ dialogueFiles }, { importDialogue }, { describeDialogue }] = await Promise.all([
      import('../../dialogue/conversation/index.js'),
      import('../../dialogue/read/index.js'),
      import('./describe-dialogue.js'),
    ]);
    const profile = await importDialogue({
      files: await dialogueFiles(files.map((file) => resolve(file))),
      home: homeFrom(process.env),
      format: flags.format,
      name: flags.name,
      labelColumn: flags.labelColumn,
      signal,
      onProgress: (report) => progress?.update([taskOf(report)]),
    });
    progress?.stop();
    process.stdout.write(
      `${flags.json === true ? JSON.stringify(profile, null, 2) : describeDialogue(profile).join('\n')}\n`,
    );
  } catch (error) {
    progress?.stop();
    process.exitCode = 1;
    if (signal.aborted) process.stderr.write('sentimate: stopped; nothing was stored\n');
    else if (error instanceof FileError) process.stderr.write(`sentimate: ${error.message}\n`);
    else throw error;
  }
}

/** An import that finishes within this time shows no progress, ms. */
const QUIET_MS = 2_000;

const taskOf = ({ file, bytesRead, bytesTotal, conversations }: DialogueProgress): ProgressTask => ({
  name: 'import',
  value: bytesRead,
  total: bytesTotal,
  unit: 'bytes',
  note: `${file}: ${conversations} conversations kept`,
});
