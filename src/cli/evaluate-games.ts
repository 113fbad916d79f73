import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readBook } from '../chess/openings.js';
import { projectRoot } from '../files/home.js';
import { type MatchUp, playGauntlet } from '../match/gauntlet.js';
import type { Player } from '../match/index.js';
import type { AnchorName } from '../vocabulary/index.js';
import type { Bench, PartResult } from './evaluate-parts.js';
import { openProgress } from './progress.js';

export interface GamesFound {
  readonly decoding: { readonly temperature: number; readonly guard: string };
  readonly openings: { readonly book: string; readonly plies: number };
  readonly matches: readonly ({ readonly opponent: string } & MatchUp)[];
}

const OPENING_PLIES = 4;
const MAX_PLIES = 300;
const CONCURRENCY = 256;

export async function measureGames({ network, flags, signal }: Bench): Promise<PartResult> {
  const book = readBook(await readFile(join(projectRoot(), 'data', 'openings', 'default.txt'), 'utf8'));
  const decoding = { temperature: Number(flags.temperature), guard: flags.guard };
  const player: Player = { kind: 'network', model: network, decoding };
  const matches: ({ opponent: string } & MatchUp)[] = [];
  for (const anchor of flags.anchors.filter((name) => name !== 'none') as AnchorName[]) {
    const progress = openProgress();
    try {
      const match = await playGauntlet({
        player,
        opponent: { kind: 'anchor', anchor },
        name: anchor,
        games: flags.games,
        book,
        openingPlies: OPENING_PLIES,
        maxPlies: MAX_PLIES,
        seed: flags.seed,
        concurrency: CONCURRENCY,
        signal,
        onProgress: ({ wins, draws, losses }) =>
          progress.update([{ name: anchor, value: wins + draws + losses, total: flags.games, note: `${wins} won, ${draws} drawn, ${losses} lost` }]),
      });
      matches.push({ opponent: anchor, ...match });
    } finally {
      progress.stop();
    }
  }
  return { part: 'games', found: { decoding, openings: { book: 'default', plies: OPENING_PLIES }, matches } };
}
