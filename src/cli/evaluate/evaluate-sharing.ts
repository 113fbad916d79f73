import { join } from 'node:path';
import { startBackend } from '../../model/kernels/index.js';
import { loadChatData } from '../../training/checks/index.js';
import { measureSharing, PositionFile } from '../../training/losses/index.js';
import { datasetsOnCard, namedDataset } from './evaluate-data.js';
import type { EvaluationContext, PartResult } from './evaluate-types.js';

/** Measures how much chat and board depend on the trunk, on the held-out data that parts `chat` and `moves` take. */
export async function measureTrunk({ network, dir, home, flags }: EvaluationContext): Promise<PartResult> {
  const dialogue = flags.dialogue
    ? await Promise.all(flags.dialogue.map((name) => namedDataset(home, 'dialogue', name)))
    : await datasetsOnCard(home, 'dialogue', dir);
  const games =
    flags.gamesData === undefined
      ? (await datasetsOnCard(home, 'games', dir))[0]
      : await namedDataset(home, 'games', flags.gamesData);
  if (dialogue.length === 0 && !games)
    return { part: 'sharing', leftOut: 'neither dialogue nor games are available; name them as for chat and moves' };
  await startBackend();
  const { heldOut } = await loadChatData(
    network,
    dialogue.map((dataset) => dataset.dir),
  );
  const positions = games && (await PositionFile.open(join(games.dir, 'held-out.bin')));
  const found = await measureSharing(network.config, network.parameters, {
    sequences: heldOut.flat(),
    ...(positions ? { positions } : {}),
  });
  return { part: 'sharing', found };
}
