/**
 * Games to training positions: PGN files, compressed or not, to a dataset folder of `train.bin`, `held-out.bin`
 * (records of position-record.ts in the order of the games) and `dataset.json`; where comments hold engine evaluations, also
 * of `train-evaluations.bin` and `held-out-evaluations.bin` (records of evaluation-sieve.ts). Memory is constant; a
 * broken game is counted and passed over.
 */
import { rm, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { FileError, RecordWriter, readText, stageDataset, toFileError } from '../../files/index.js';
import { RECORD_BYTES } from '../board/index.js';
import { PgnReader } from '../pgn/index.js';
import { EVALUATION_BYTES } from './evaluation-filter.js';
import { GameFilter, type KeptGame } from './game-filter.js';
import type { GamesProfile, GamesSettings, GamesSource } from './games-profile.js';

export interface ImportProgress {
  /** Bytes on disk read so far and in all, over all files. */
  readonly bytes: number;
  readonly totalBytes: number;
  readonly file: string;
  readonly games: number;
  readonly kept: number;
  readonly positions: number;
}

export interface ImportGamesOptions {
  readonly files: readonly string[];
  readonly home: string;
  readonly name?: string;
  /** Default 0: every game, rated or not. */
  readonly minRating?: number;
  /** Default 4. */
  readonly minPly?: number;
  /** Default false: a training position with the same move is stored once. */
  readonly keepRepeats?: boolean;
  readonly maxGames?: number;
  readonly maxPositions?: number;
  /** Most bytes one compressed file may expand to; see read-bytes.ts for the default. */
  readonly maxExpandedBytes?: number;
  readonly onProgress?: (progress: ImportProgress) => void;
  readonly signal?: AbortSignal;
}

export const TRAIN_FILE = 'train.bin';
export const HELD_OUT_FILE = 'held-out.bin';
export const TRAIN_EVALUATIONS_FILE = 'train-evaluations.bin';
export const HELD_OUT_EVALUATIONS_FILE = 'held-out-evaluations.bin';

/** Throws FileError; then nothing is stored. */
export async function importGames(options: ImportGamesOptions): Promise<GamesProfile> {
  const settings = settingsOf(options);
  const staged = await stageDataset(options.home);
  try {
    const writers = {
      train: await RecordWriter.create(staged.path(TRAIN_FILE)),
      heldOut: await RecordWriter.create(staged.path(HELD_OUT_FILE)),
      trainEvaluations: await RecordWriter.create(staged.path(TRAIN_EVALUATIONS_FILE)),
      heldOutEvaluations: await RecordWriter.create(staged.path(HELD_OUT_EVALUATIONS_FILE)),
    };
    const sieve = new GameFilter(settings);
    let walked: FilteredGames;
    try {
      walked = await filterGames(options, sieve, async (game) => {
        const { records, evaluations } = sieve;
        await put(game.heldOut ? writers.heldOut : writers.train, records.subarray(0, game.positions * RECORD_BYTES));
        if (game.evaluations === 0) return;
        await put(
          game.heldOut ? writers.heldOutEvaluations : writers.trainEvaluations,
          evaluations.records.subarray(0, game.evaluations * EVALUATION_BYTES),
        );
      });
    } finally {
      for (const writer of Object.values(writers)) await writer.close();
    }
    if (sieve.positions === 0) throw nothingKept(options.files, sieve);
    const name =
      options.name ??
      walked.sources
        .map((source) => source.file)
        .join(', ')
        .slice(0, 200);
    const counts = sieve.counts();
    const evaluationFiles = [TRAIN_EVALUATIONS_FILE, HELD_OUT_EVALUATIONS_FILE];
    const evaluated = counts.evaluations && counts.evaluations.train + counts.evaluations.heldOut > 0;
    if (!evaluated) for (const file of evaluationFiles) await rm(staged.path(file));
    return await staged.commit(
      [TRAIN_FILE, HELD_OUT_FILE, ...(evaluated ? evaluationFiles : [])],
      (address): GamesProfile => ({
        kind: 'games',
        address,
        name,
        settings,
        ...walked,
        ...counts,
      }),
    );
  } finally {
    await staged.discard();
  }
}

async function put(writer: RecordWriter, bytes: Uint8Array): Promise<void> {
  if (writer.write(bytes)) return;
  await writer.flush();
  writer.write(bytes);
}

export function settingsOf(
  options: Partial<Omit<GamesSettings, 'keepRepeats'>> & { readonly keepRepeats?: boolean },
): GamesSettings {
  return {
    minRating: options.minRating ?? 0,
    minPly: options.minPly ?? 4,
    ...(options.keepRepeats ? { keepRepeats: true } : {}),
    ...(options.maxGames === undefined ? {} : { maxGames: options.maxGames }),
    ...(options.maxPositions === undefined ? {} : { maxPositions: options.maxPositions }),
  };
}

export interface FilteredGames {
  readonly sources: GamesSource[];
  readonly complete: boolean;
}

/** Every game of the files through the sieve. `keep` returns a promise only when it has to wait. */
export async function filterGames(
  options: Omit<ImportGamesOptions, 'home' | 'name'>,
  sieve: GameFilter,
  keep: (game: KeptGame) => Promise<void> | void,
): Promise<FilteredGames> {
  const sizes = await Promise.all(options.files.map(sizeOf));
  const totalBytes = sizes.reduce((sum, size) => sum + size, 0);
  const sources: GamesSource[] = [];
  let before = 0;
  let complete = true;
  for (const [number, path] of options.files.entries()) {
    if (!complete) break;
    const file = basename(path);
    const start = { read: sieve.read, kept: sieve.kept, strays: sieve.dropped('not-a-game') };
    let bytes = 0;
    const report = (): void =>
      options.onProgress?.({
        bytes: before + bytes,
        totalBytes,
        file,
        games: sieve.read,
        kept: sieve.kept,
        positions: sieve.positions,
      });
    const reader = new PgnReader();
    const take = async (games: ReturnType<PgnReader['push']>): Promise<boolean> => {
      for (const game of games) {
        const kept = sieve.take(game);
        if (kept) await keep(kept);
        if (sieve.kept >= (options.maxGames ?? Infinity) || sieve.positions >= (options.maxPositions ?? Infinity))
          return false;
      }
      return true;
    };
    const text = readText(path, {
      ...(options.maxExpandedBytes === undefined ? {} : { maxExpandedBytes: options.maxExpandedBytes }),
      ...(options.signal ? { signal: options.signal } : {}),
      onProgress: (read) => {
        bytes = read;
      },
    });
    for await (const piece of text) {
      complete = await take(reader.push(piece));
      report();
      if (!complete) break;
    }
    if (complete) complete = await take(reader.end());
    bytes = sizes[number]!;
    before += bytes;
    const read = sieve.read - start.read;
    if (read === sieve.dropped('not-a-game') - start.strays) {
      throw new FileError('wrong-kind', `${path}: ${bytes === 0 ? 'is empty' : 'holds no chess game in PGN'}`);
    }
    sources.push({ file, bytes, read, kept: sieve.kept - start.kept });
  }
  return { sources, complete };
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    throw toFileError(error, path);
  }
}

function nothingKept(files: readonly string[], sieve: GameFilter): FileError {
  const { games, positions } = sieve.counts();
  const reasons = Object.entries(games.dropped).map(([reason, count]) => `${reason} ${count}`);
  if (positions.duplicates > 0) reasons.push(`repeated positions ${positions.duplicates}`);
  if (reasons.length === 0) reasons.push('all games end within the plies that are left out');
  const what = files.length === 1 ? files[0]! : `${files.length} files`;
  return new FileError('nothing-kept', `${what}: nothing to store from ${games.read} games (${reasons.join(', ')})`);
}
