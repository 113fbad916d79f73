/** Rated games against the anchors, and against an engine at several levels. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readBook } from '../../chess/board/index.js';
import { projectRoot } from '../../files/index.js';
import { type GauntletOptions, playGauntlet, type RatedScore } from '../../match/loop/index.js';
import type { NetworkPlayer } from '../../match/player/index.js';
import { eloOnScale } from '../../rating/elo/index.js';
import { type AnchorName, BOOK_PLIES } from '../../vocabulary/index.js';
import { openProgress } from '../shell/index.js';
import { type ChosenEngine, chooseEngine, searchLimit } from './evaluate-engine.js';
import type { EngineMatch, EvaluationContext, GamesFound, PartResult } from './evaluate-types.js';

const MAX_PLIES = 300;
/** Games in parallel; a multiple of the network's batch of boards. */
const CONCURRENCY = 256;
/** Games in parallel against the engine, whose two processes are the bottleneck. */
const ENGINE_CONCURRENCY = 32;

type Play = (opponent: GauntletOptions['opponent'], name: string, concurrency: number) => Promise<RatedScore>;

/** Plays the rated games. Throws CliError for invalid engine flags. */
export async function measureGames({ network, flags, signal }: EvaluationContext): Promise<PartResult> {
  const book = readBook(await readFile(join(projectRoot(), 'data', 'openings', 'default.txt'), 'utf8'));
  const decoding = { temperature: Number(flags.temperature), guard: flags.guard };
  const player: NetworkPlayer = { kind: 'network', model: network, decoding };
  const play: Play = async (opponent, name, concurrency) => {
    const progress = openProgress();
    try {
      const onProgress: GauntletOptions['onProgress'] = ({ wins, draws, losses }) =>
        progress.update([
          {
            name,
            value: wins + draws + losses,
            total: flags.games,
            note: `${wins} won, ${draws} drawn, ${losses} lost`,
          },
        ]);
      const fixed = { games: flags.games, book, openingPlies: BOOK_PLIES, maxPlies: MAX_PLIES, seed: flags.seed };
      return await playGauntlet({ player, opponent, name, concurrency, signal, onProgress, ...fixed });
    } finally {
      progress.stop();
    }
  };
  // started first, so that invalid engine options fail before the games against the anchors
  const chosen = await chooseEngine(flags);
  try {
    const anchors: ({ opponent: AnchorName } & RatedScore)[] = [];
    for (const anchor of flags.anchors.filter((name) => name !== 'none') as AnchorName[]) {
      anchors.push({ opponent: anchor, ...(await play({ kind: 'anchor', anchor }, anchor, CONCURRENCY)) });
    }
    const engine = 'note' in chosen ? null : await playEngine(chosen, searchLimit(flags).text, play);
    const openings = { book: 'default', plies: BOOK_PLIES };
    return {
      part: 'games',
      found: {
        decoding,
        openings,
        anchors,
        engine,
        notes: 'note' in chosen && chosen.note !== null ? [chosen.note] : [],
      },
    };
  } finally {
    if ('pool' in chosen) await chosen.pool.close();
  }
}

async function playEngine(
  { pool, levels }: ChosenEngine,
  limit: string,
  play: Play,
): Promise<NonNullable<GamesFound['engine']>> {
  const name = pool.first.name;
  const matches: EngineMatch[] = [];
  for (const level of levels) {
    await pool.setOptions(level.options);
    matches.push({
      opponent: `${name}, ${level.name}`,
      level: level.elo,
      ...(await play({ kind: 'engine', engine: pool }, level.name, ENGINE_CONCURRENCY)),
    });
  }
  const rated = matches.flatMap(({ level, pairs }) => (level === null ? [] : [{ elo: level, pairs }]));
  return { name, limit, matches, rating: rated.length > 0 ? eloOnScale(rated) : null };
}
