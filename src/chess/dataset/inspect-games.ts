/** What a file of games, or a stored dataset of games, holds; nothing is stored. */
import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { FileError, readWholeText, toFileError } from '../../files/index.js';
import { GameFilter } from './game-filter.js';
import type { GamesProfile } from './games-profile.js';
import { filterGames, type ImportGamesOptions, settingsOf } from './import-games.js';

export type InspectOptions = Omit<ImportGamesOptions, 'files' | 'home' | 'name'>;

/** A stored profile has its address; that of a file has none, for nothing was made of it. */
export type InspectedGames = Omit<GamesProfile, 'address'> & Partial<Pick<GamesProfile, 'address'>>;

const LONGEST_PROFILE = 4 * 2 ** 20;

/** Throws FileError. A file in which every game is dropped has a profile too, saying so. */
export async function inspectGames(fileOrDir: string, options: InspectOptions = {}): Promise<InspectedGames> {
  const isFolder = await stat(fileOrDir).then(
    (found) => found.isDirectory(),
    (error: unknown) => {
      throw toFileError(error, fileOrDir);
    },
  );
  if (isFolder) return storedProfile(fileOrDir);
  const settings = settingsOf(options);
  const sieve = new GameFilter(settings);
  const walked = await filterGames({ ...options, files: [fileOrDir] }, sieve, () => undefined);
  return { kind: 'games', name: basename(fileOrDir), settings, ...walked, ...sieve.counts() };
}

async function storedProfile(folder: string): Promise<GamesProfile> {
  const path = join(folder, 'dataset.json');
  const text = await readWholeText(path, LONGEST_PROFILE).catch((error: unknown) => {
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
