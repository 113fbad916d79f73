import { Chess } from 'chessops/chess';
import { parseFen } from 'chessops/fen';
import { chooseNetworkMove } from '../../src/match/player/index.js';
import type { ComputeResults, MoveWork } from '../../src/spec/index.js';
import { randomFromHash, sha256Hex } from '../../src/spec/index.js';
import { type ChildContext, ChildError } from './context.js';

export async function handleMove(work: MoveWork, { networks }: ChildContext): Promise<ComputeResults['move']> {
  const position = parseFen(work.fen)
    .chain((setup) => Chess.fromSetup(setup))
    .unwrap(
      (value) => value,
      (error) => {
        throw new ChildError('bad-position', `fen is no legal position: ${error.message}`);
      },
    );
  const random = randomFromHash(sha256Hex(`move/${work.seed}`));
  return networks.use(work.home, work.checkpoint, (network) =>
    chooseNetworkMove(network, { position, decoding: work.decoding, random }),
  );
}
