/** Requests that a single network answers at once: a chat reply, a move, an evaluation of a line of moves. */
import { Chess } from 'chessops/chess';
import { parseFen } from 'chessops/fen';
import { chooseNetworkMove, evaluateLine, MatchError } from '../../src/match/player/index.js';
import type { ChatWork, ComputeResults, EvaluateWork, MoveWork } from '../../src/spec/index.js';
import { randomFromHash, sha256Hex } from '../../src/spec/keys/index.js';
import { type ChildContext, ChildError } from './context.js';

/** Generates a reply to a conversation. The same seed gives the same reply. */
export function handleChat(work: ChatWork, { networks }: ChildContext): Promise<ComputeResults['chat']> {
  const { home, checkpoint, turns, decoding, seed } = work;
  return networks.use(home, checkpoint, async (network) => {
    const random = randomFromHash(sha256Hex(`chat/${seed}`));
    return { reply: await network.reply(turns, { ...decoding, random }) };
  });
}

/** Chooses a move in a position. Throws ChildError `bad-position` for a FEN that is not a legal position. */
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

/** Evaluates every position of a line of moves. Throws ChildError `bad-position` for an illegal move. */
export function handleEvaluate(
  { home, checkpoint, moves }: EvaluateWork,
  { networks }: ChildContext,
): Promise<ComputeResults['evaluate']> {
  return networks.use(home, checkpoint, async (network) => {
    try {
      return { plies: await evaluateLine(network, moves) };
    } catch (error) {
      if (error instanceof MatchError && error.code === 'illegal-move')
        throw new ChildError('bad-position', error.message);
      throw error;
    }
  });
}
