/** Profiles of a file of games or of a stored dataset of games; nothing is written. */
import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { FileError, readWholeText, toFileError } from '../../files/index.js';
import { GameFilter } from './game-filter.js';
import type { GamesProfile } from './games-profile.js';
import { filterGames, type ImportGamesOptions, resolveSettings } from './import-games.js';

/** Options of inspectGames: those of an import. */
type InspectOptions = Omit<ImportGamesOptions, 'files' | 'home' | 'name'>;

/** The profile of a stored dataset has an address, that of a file has none. */
type InspectedGames = Omit<GamesProfile, 'address'> & Partial<Pick<GamesProfile, 'address'>>;

const MAX_PROFILE_LENGTH = 4 * 2 ** 20;

/**
 * Returns the profile of a PGN file, or of a dataset folder. If every game is dropped, the profile says so. Throws
 * FileError if the file cannot be read or the folder is not a dataset of games.
 */
export async function inspectGames(fileOrDir: string, options: InspectOptions = {}): Promise<InspectedGames> {
  const isFolder = await stat(fileOrDir).then(
    (stats) => stats.isDirectory(),
    (error: unknown) => {
      throw toFileError(error, fileOrDir);
    },
  );
  if (isFolder) return readStoredProfile(fileOrDir);
  const settings = resolveSettings(options);
  const filter = new GameFilter(settings);
  const filtered = await filterGames({ ...options, files: [fileOrDir] }, filter, () => undefined);
  return { kind: 'games', name: basename(fileOrDir), settings, ...filtered, ...filter.counts() };
}

async function readStoredProfile(folder: string): Promise<GamesProfile> {
  const path = join(folder, 'dataset.json');
  const text = await readWholeText(path, MAX_PROFILE_LENGTH).catch((error: unknown) => {
    if (error instanceof FileError && error.code === 'not-found') {
      throw new FileError('not-a-file', `${folder}: is a directory without a dataset.json`);
    }
    throw error;
  });
  try {
    const profile: unknown = JSON.parse(text);
    if (typeof profile === 'object' && profile !== null && 'kind' in profile && profile.kind === 'games') {
      return profile as GamesProfile;
    }
  } catch {
    throw new FileError('corrupt', `${path}: is not JSON`);
  }
  throw new FileError('wrong-kind', `${path}: is not the profile of a dataset of games`);
}
