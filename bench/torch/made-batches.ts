/** Batches for timing and for agreement: positions of random games and random tokens, the same for the same seed. */
import { Chess } from 'chessops';
import { BOARD_SIZE, indexToMove, legalIndices } from '../../src/chess/board/encoding.js';
import { expandPlanes, packPosition, RECORD_BYTES } from '../../src/chess/board/position-record.js';
import { expandSpears, packSpears, SPEARS_BITS, SPEARS_BYTES } from '../../src/chess/board/spears-bits.js';
import type { Random } from '../../src/spec/keys/index.js';
import { type ChatBatch, chatBatch, type PositionBatch } from '../../src/training/losses/batches.js';
import type { EvaluationBatch } from '../../src/training/losses/evaluation-batches.js';

const MOST_PLIES = 120;

/** `size` positions along random games, each with the move played next and the half-moves before it. */
function* randomPlay(size: number, random: Random): Generator<{ position: Chess; move: number; ply: number }> {
  let position = Chess.default();
  for (let made = 0, ply = 0; made < size; ply++) {
    const legal = legalIndices(position);
    if (legal.length === 0 || ply === MOST_PLIES) {
      position = Chess.default();
      ply = -1;
      continue;
    }
    const move = legal[random.below(legal.length)]!;
    yield { position, move, ply };
    position.play(indexToMove(position, move));
    made++;
  }
}

/** Positions with the moves played and random results. */
export function madeBoardBatch(size: number, random: Random): PositionBatch {
  const batch = {
    planes: new Float32Array(size * BOARD_SIZE),
    moves: new Int32Array(size),
    outcomes: new Int32Array(size),
    plies: new Uint8Array(size),
  };
  const record = new Uint8Array(RECORD_BYTES);
  let row = 0;
  for (const { position, move, ply } of randomPlay(size, random)) {
    packPosition(position, record, 0);
    expandPlanes(record, 0, batch.planes, row * BOARD_SIZE);
    batch.moves[row] = move;
    batch.outcomes[row] = random.below(3);
    batch.plies[row++] = ply;
  }
  return batch;
}

/** Positions with random evaluations. */
export function madeEvaluationBatch(size: number, random: Random): EvaluationBatch {
  const batch = {
    bits: new Float32Array(size * SPEARS_BITS),
    pawns: Float32Array.from({ length: size }, () => 10 * random.next() - 5),
  };
  const bytes = new Uint8Array(SPEARS_BYTES);
  let row = 0;
  for (const { position } of randomPlay(size, random)) {
    packSpears(position, bytes, 0);
    expandSpears(bytes, 0, batch.bits, row++ * SPEARS_BITS);
  }
  return batch;
}

/** `sequences` of random tokens, half to all of the context long; about half of each are targets. */
export function madeChatBatch(sequences: number, context: number, vocabulary: number, random: Random): ChatBatch {
  return chatBatch(
    Array.from({ length: sequences }, () => {
      const length = (context >> 1) + random.below((context >> 1) + 1);
      return {
        tokens: Int32Array.from({ length }, () => random.below(vocabulary)),
        lossFrom: 1 + random.below(length - 1),
      };
    }),
  );
}
