/** The parts of an evaluation. Each returns its results, or one line on why it was left out and how to enable it. */
import { basename, join } from 'node:path';
import { type Puzzle, type PuzzleFileReport, readPuzzles } from '../../chess/dataset/index.js';
import { matchMoves, type PuzzleReport, solvePuzzles } from '../../match/player/index.js';
import { loadRegretPositions, policyRegret, randomRegret } from '../../training/checks/index.js';
import { PositionFile } from '../../training/losses/index.js';
import { openProgress } from '../shell/index.js';
import { measureChat } from './evaluate-chat.js';
import { datasetsOnCard, namedDataset, sha256OfFile } from './evaluate-data.js';
import { engineOf } from './evaluate-engine.js';
import type { PartName } from './evaluate-flags.js';
import { measureGames } from './evaluate-games.js';
import { measureTrunk } from './evaluate-sharing.js';
import type { EvaluationContext, PartResult } from './evaluate-types.js';

/** Measures one part. Throws CliError. */
export function measure(part: PartName, context: EvaluationContext): Promise<PartResult> {
  switch (part) {
    case 'moves':
      return measureMoves(context);
    case 'puzzles':
      return measurePuzzles(context);
    case 'regret':
      return measureRegret(context);
    case 'chat':
      return measureChat(context);
    case 'sharing':
      return measureTrunk(context);
    case 'games':
      return measureGames(context);
  }
}

/**
 * Validates everything that the flags name, so that mistakes are reported before hours of games. Throws CliError and
 * FileError.
 */
export async function checkInputs(
  parts: readonly PartName[],
  { home, flags }: Pick<EvaluationContext, 'home' | 'flags'>,
): Promise<void> {
  if (parts.includes('moves') && flags.gamesData !== undefined) await namedDataset(home, 'games', flags.gamesData);
  if (parts.includes('chat')) for (const named of flags.dialogue ?? []) await namedDataset(home, 'dialogue', named);
  if (parts.includes('games')) engineOf(flags);
  for (const path of (parts.includes('puzzles') && flags.puzzles) || []) {
    for await (const first of readPuzzles(path, { puzzles: 0, bad: {} })) if (first) break;
  }
}

async function measureMoves({ network, dir, home, flags, signal }: EvaluationContext): Promise<PartResult> {
  const dataset =
    flags.gamesData === undefined
      ? (await datasetsOnCard(home, 'games', dir))[0]
      : await namedDataset(home, 'games', flags.gamesData);
  if (dataset === undefined) {
    return {
      part: 'moves',
      leftOut:
        'the games it was trained on are not available; import some with `sentimate import games FILES...` ' +
        'and name them with --games-data',
    };
  }
  const file = await PositionFile.open(join(dataset.dir, 'held-out.bin'));
  const progress = openProgress();
  try {
    const limit = flags.positions === 0 ? file.count : flags.positions;
    const onProgress = (value: number, total: number): void =>
      progress.update([{ name: 'moves', value, total, note: 'held-out positions' }]);
    const found = await matchMoves(network, { records: file.records, limit, onProgress, signal });
    return {
      part: 'moves',
      found: { dataset: { address: dataset.address, name: dataset.name, heldOut: file.count }, ...found },
    };
  } finally {
    progress.stop();
  }
}

async function measurePuzzles({ network, flags, signal }: EvaluationContext): Promise<PartResult> {
  if (flags.puzzles === undefined) {
    return {
      part: 'puzzles',
      leftOut:
        'no puzzle file was given; download one from https://database.lichess.org/#puzzles and name it with --puzzles',
    };
  }
  const files = await Promise.all(
    flags.puzzles.map(async (path) => ({
      path,
      report: { file: basename(path), sha256: '', puzzles: 0, bad: {} as PuzzleFileReport['bad'] },
    })),
  );
  async function* all(): AsyncGenerator<Puzzle> {
    for (const { path, report } of files) yield* readPuzzles(path, report, signal);
  }
  const progress = openProgress();
  try {
    const read = (): number => files.reduce((sum, { report }) => sum + report.puzzles, 0);
    const decodings = [
      { temperature: 0, guard: 'none' },
      { temperature: 0, guard: 'mate-and-repetition' },
    ] as const;
    const onProgress = (value: number): void =>
      progress.update([{ name: 'puzzles', value, total: read(), note: 'of those read so far' }]);
    const [raw, guarded] = (await solvePuzzles(network, decodings, { puzzles: all(), onProgress, signal })) as [
      PuzzleReport,
      PuzzleReport,
    ];
    for (const { path, report } of files) report.sha256 = await sha256OfFile(path);
    return { part: 'puzzles', found: { files: files.map(({ report }) => report), raw, guarded } };
  } finally {
    progress.stop();
  }
}

async function measureRegret({ network }: EvaluationContext): Promise<PartResult> {
  const set = await loadRegretPositions();
  if (set === null) return { part: 'regret', leftOut: 'data/positions/regret.csv.gz does not exist' };
  return {
    part: 'regret',
    found: {
      set: set.hash,
      positions: set.positions.length,
      temperatures: await policyRegret(network, set),
      random: randomRegret(set),
    },
  };
}
