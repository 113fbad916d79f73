import type { Chess } from 'chessops';
import { BOARD_SIZE, POLICY_SIZE } from '../../src/chess/board/encoding.js';
import { expandPlanes, packPosition, RECORD_BYTES } from '../../src/chess/board/position-record.js';
import type { Evaluation, PolicyModel } from '../../src/match/player/player.js';
import { randomFromState } from '../../src/spec/keys/random.js';

/** A network that thinks nothing of anything: all logits equal, every outcome as likely. */
export function flatModel(outcome: readonly [number, number, number] = [1 / 3, 1 / 3, 1 / 3]): PolicyModel {
  return modelOf((_planes, policy, evaluated) => {
    policy.fill(0);
    evaluated.set(outcome);
  });
}

/** Logits and outcome drawn from a hash of the planes: equal boards, equal answers, whatever the batch. */
export function hashModel(salt: number): PolicyModel {
  return modelOf((planes, policy, outcome) => {
    let hash = salt | 0;
    for (let index = 0; index < planes.length; index++)
      hash = Math.imul(hash ^ Math.round(planes[index]! * 100), 0x01000193) + index;
    const random = randomFromState([hash, 1, 2, 3]);
    for (let skip = 0; skip < 8; skip++) random.uint32();
    for (let index = 0; index < POLICY_SIZE; index++) policy[index] = 6 * random.next() - 3;
    const win = random.next();
    outcome.set([win, (1 - win) / 2, (1 - win) / 2]);
  });
}

/** A model from a function of one board; rows of a batch know nothing of each other. */
export function modelOf(
  evaluateBoard: (planes: Float32Array, policy: Float32Array, outcome: Float32Array) => void,
): PolicyModel {
  return {
    async evaluate(positions: readonly Chess[]): Promise<Evaluation> {
      const policy = new Float32Array(positions.length * POLICY_SIZE);
      const outcome = new Float32Array(positions.length * 3);
      const record = new Uint8Array(RECORD_BYTES);
      const planes = new Float32Array(BOARD_SIZE);
      positions.forEach((position, row) => {
        packPosition(position, record, 0);
        expandPlanes(record, 0, planes, 0);
        evaluateBoard(
          planes,
          policy.subarray(row * POLICY_SIZE, (row + 1) * POLICY_SIZE),
          outcome.subarray(row * 3, row * 3 + 3),
        );
      });
      return { policy, outcome };
    },
  };
}
