/**
 * Imports PGN files, compressed or not, into a dataset folder with `train.bin` and `held-out.bin` (records of
 * position-record.ts in the order of the games) and `dataset.json`; if comments contain engine evaluations, also with
 * `train-evaluations.bin` and `held-out-evaluations.bin` (records of evaluation-filter.ts). Memory is constant. Broken
 * games are counted and skipped.
 */
import { rm, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { FileError, RecordWriter, readText, stageDataset, toFileError } from '../../files/index.js';
import { RECORD_BYTES } from '../board/index.js';
import { PgnReader } from '../pgn/index.js';
import { EVALUATION_BYTES } from './evaluation-filter.js';
import { GameFilter, type KeptGame } from './game-filter.js';
import type { GamesProfile, GamesSettings, GamesSource } from './games-profile.js';

/** Progress of an import. */
export interface ImportProgress {
  /** Bytes on disk read so far and in total, over all files. */
  readonly bytes: number;
  readonly totalBytes: number;
  /** Name of the current file. */
  readonly file: string;
  /** Games read and kept, and positions stored so far. */
  readonly games: number;
  readonly kept: number;
  readonly positions: number;
}

/** Options of importGames. */
export interface ImportGamesOptions {
  /** Paths, read in this order. */
  readonly files: readonly string[];
  /** Data folder of the installation. */
  readonly home: string;
  /** Default: the file names. */
  readonly name?: string;
  /** Default 0: every game, rated or not. */
  readonly minRating?: number;
  /** Default 4. */
  readonly minPly?: number;
  /** Default false: a training position with the same move is stored only once. */
  readonly keepRepeats?: boolean;
  readonly maxGames?: number;
  readonly maxPositions?: number;
  /** Maximum expanded size of one compressed file in bytes; see read-bytes.ts for the default. */
  readonly maxExpandedBytes?: number;
  readonly onProgress?: (progress: ImportProgress) => void;
  readonly signal?: AbortSignal;
}

const TRAIN_FILE = 'train.bin';
const HELD_OUT_FILE = 'held-out.bin';
/** Records of evaluated training positions. */
export const TRAIN_EVALUATIONS_FILE = 'train-evaluations.bin';
/** Records of evaluated held-out positions. */
export const HELD_OUT_EVALUATIONS_FILE = 'held-out-evaluations.bin';

/**
 * Imports games as one dataset and returns its profile. Throws FileError if a file cannot be read or no position is
 * kept; then nothing is stored.
 */
export async function importGames(options: ImportGamesOptions): Promise<GamesProfile> {
  const settings = resolveSettings(options);
  const staged = await stageDataset(options.home);
  try {
    const writers = {
      train: await RecordWriter.create(staged.path(TRAIN_FILE)),
      heldOut: await RecordWriter.create(staged.path(HELD_OUT_FILE)),
      trainEvaluations: await RecordWriter.create(staged.path(TRAIN_EVALUATIONS_FILE)),
      heldOutEvaluations: await RecordWriter.create(staged.path(HELD_OUT_EVALUATIONS_FILE)),
    };
    const filter = new GameFilter(settings);
    let filtered: FilteredGames;
    try {
      filtered = await filterGames(options, filter, async (game) => {
        const { records, evaluations } = filter;
        await write(game.heldOut ? writers.heldOut : writers.train, records.subarray(0, game.positions * RECORD_BYTES));
        if (game.evaluations === 0) return;
        await write(
          game.heldOut ? writers.heldOutEvaluations : writers.trainEvaluations,
          evaluations.records.subarray(0, game.evaluations * EVALUATION_BYTES),
        );
      });
    } finally {
      for (const writer of Object.values(writers)) await writer.close();
    }
    if (filter.positions === 0) throw nothingKept(options.files, filter);
    const name =
      options.name ??
      filtered.sources
        .map((source) => source.file)
        .join(', ')
        .slice(0, 200);
    const counts = filter.counts();
    const evaluationFiles = [TRAIN_EVALUATIONS_FILE, HELD_OUT_EVALUATIONS_FILE];
    const hasEvaluations = counts.evaluations && counts.evaluations.train + counts.evaluations.heldOut > 0;
    if (!hasEvaluations) for (const file of evaluationFiles) await rm(staged.path(file));
    return await staged.commit(
      [TRAIN_FILE, HELD_OUT_FILE, ...(hasEvaluations ? evaluationFiles : [])],
      (address): GamesProfile => ({
        kind: 'games',
        address,
        name,
        settings,
        ...filtered,
        ...counts,
      }),
    );
  } finally {
    await staged.discard();
  }
}

/** Writes to a buffered writer, flushing it if it is full. */
async function write(writer: RecordWriter, bytes: Uint8Array): Promise<void> {
  if (writer.write(bytes)) return;
  await writer.flush();
  writer.write(bytes);
}

/** Settings with defaults applied; absent options stay absent, so that the profile does not list them. */
export function resolveSettings(
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

/** Sources of a run of filterGames. */
export interface FilteredGames {
  readonly sources: GamesSource[];
  /** False if a maximum stopped the run before the end of the files. */
  readonly complete: boolean;
}

/**
 * Passes every game of the files through the filter. `onKept` is called for each kept game and is awaited. Throws
 * FileError if a file cannot be read or contains no game.
 */
export async function filterGames(
  options: Omit<ImportGamesOptions, 'home' | 'name'>,
  filter: GameFilter,
  onKept: (game: KeptGame) => Promise<void> | void,
): Promise<FilteredGames> {
  const sizes = await Promise.all(options.files.map(sizeOf));
  const totalBytes = sizes.reduce((sum, size) => sum + size, 0);
  const sources: GamesSource[] = [];
  let bytesBefore = 0;
  let complete = true;
  for (const [number, path] of options.files.entries()) {
    if (!complete) break;
    const file = basename(path);
    const start = { read: filter.read, kept: filter.kept, notGames: filter.dropped('not-a-game') };
    let bytes = 0;
    const report = (): void =>
      options.onProgress?.({
        bytes: bytesBefore + bytes,
        totalBytes,
        file,
        games: filter.read,
        kept: filter.kept,
        positions: filter.positions,
      });
    const reader = new PgnReader();
    /** Returns false if a maximum has been reached. */
    const addGames = async (games: ReturnType<PgnReader['push']>): Promise<boolean> => {
      for (const game of games) {
        const kept = filter.add(game);
        if (kept) await onKept(kept);
        if (filter.kept >= (options.maxGames ?? Infinity) || filter.positions >= (options.maxPositions ?? Infinity))
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
      complete = await addGames(reader.push(piece));
      report();
      if (!complete) break;
    }
    if (complete) complete = await addGames(reader.end());
    bytes = sizes[number]!;
    bytesBefore += bytes;
    const read = filter.read - start.read;
    if (read === filter.dropped('not-a-game') - start.notGames) {
      throw new FileError('wrong-kind', `${path}: ${bytes === 0 ? 'is empty' : 'contains no chess game in PGN'}`);
    }
    sources.push({ file, bytes, read, kept: filter.kept - start.kept });
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

function nothingKept(files: readonly string[], filter: GameFilter): FileError {
  const { games, positions } = filter.counts();
  const reasons = Object.entries(games.dropped).map(([reason, count]) => `${reason} ${count}`);
  if (positions.duplicates > 0) reasons.push(`repeated positions ${positions.duplicates}`);
  if (reasons.length === 0) reasons.push('all games end before the first stored ply');
  const what = files.length === 1 ? files[0]! : `${files.length} files`;
  return new FileError('nothing-kept', `${what}: nothing to store from ${games.read} games (${reasons.join(', ')})`);
}
