import type { Command } from 'commander';
import type { ImportProgress } from '../../chess/dataset/index.js';
import { FileError, homeFrom } from '../../files/index.js';
import { INTERRUPT_SIGNALS, openProgress, type ProgressTask, untilSignal, wholeNumber } from '../shell/index.js';

interface Options {
  readonly name?: string;
  readonly minRating: number;
  readonly minPly: number;
  readonly keepRepeats?: boolean;
  readonly maxGames?: number;
  readonly maxPositions?: number;
  readonly json?: boolean;
}

/** `sentimate import games FILES...` */
export function registerImportGames(importCommand: Command): void {
  importCommand
    .command('games')
    .description('make a dataset of chess positions from PGN files (.pgn, .pgn.gz, .pgn.zst)')
    .argument('<files...>', 'PGN files, compressed or not')
    .option('--name <name>', 'name of the dataset (default: the names of the files)')
    .option(
      '--min-rating <elo>',
      'keep games where both players have at least this rating; 0 keeps unrated games too',
      wholeNumber,
      0,
    )
    .option('--min-ply <n>', 'drop the positions before this half-move', wholeNumber, 4)
    .option('--keep-repeats', 'store repeated training positions every time, not once')
    .option('--max-games <n>', 'stop after this number of kept games', wholeNumber)
    .option('--max-positions <n>', 'stop after this number of stored positions', wholeNumber)
    .option('--json', 'print the profile of the dataset as JSON')
    .action(run);
}

const run = (files: string[], options: Options): Promise<void> =>
  untilSignal((signal) => importFiles(files, options, signal), { signals: INTERRUPT_SIGNALS });

async function importFiles(files: string[], options: Options, signal: AbortSignal): Promise<void> {
  const progress = options.json ? undefined : openProgress(process.stderr, Date.now, QUIET_MS);
  try {
    const { importGames, profileLines } = await import('../../chess/dataset/index.js');
    const profile = await importGames({
      files,
      home: homeFrom(process.env),
      ...(options.name === undefined ? {} : { name: options.name }),
      minRating: options.minRating,
      minPly: options.minPly,
      keepRepeats: options.keepRepeats === true,
      ...(options.maxGames === undefined ? {} : { maxGames: options.maxGames }),
      ...(options.maxPositions === undefined ? {} : { maxPositions: options.maxPositions }),
      onProgress: (report) => progress?.update([taskOf(report)]),
      signal,
    });
    progress?.stop();
    process.stdout.write(
      options.json
        ? `${JSON.stringify(profile, null, 2)}\n`
        : `${[`dataset ${profile.address}`, ...profileLines(profile)].join('\n')}\n`,
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

const taskOf = ({ bytes, totalBytes, file, games, kept, positions }: ImportProgress): ProgressTask => ({
  name: 'import',
  value: bytes,
  total: totalBytes,
  unit: 'bytes',
  note: `${file}: ${games} games read, ${kept} kept, ${positions} positions`,
});
