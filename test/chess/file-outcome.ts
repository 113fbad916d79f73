import { expect } from 'vitest';
import { inspectGames } from '../../src/chess/dataset/inspect-games.js';
import { FileError } from '../../src/files/file-error.js';

export interface GameCounts {
  readonly read: number;
  readonly kept: number;
  readonly dropped?: Readonly<Record<string, number>>;
}

/** The counts of a file of games, or the code of the one-line error that refuses it. */
export async function outcome(path: string): Promise<GameCounts | string> {
  try {
    const { read, kept, dropped } = (await inspectGames(path)).games;
    return { read, kept, ...(Object.keys(dropped).length ? { dropped } : {}) };
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    expect(error.message).not.toContain('\n');
    return error.code;
  }
}
