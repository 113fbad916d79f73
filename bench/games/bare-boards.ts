/**
 * `node dist/bench/games/bare-boards.js FOLDER`: prints the boards a second of a checkpoint's bare forward pass;
 * nothing is read back.
 */
import * as tf from '@tensorflow/tfjs-core';
import { BOARD_SIZE } from '../../src/chess/encoding.js';
import { startBackend } from '../../src/model/backend.js';
import { LARGEST_BATCH } from '../../src/model/board-batch.js';
import { boardForward } from '../../src/model/board-forward.js';
import { loadNetwork } from '../../src/model/checkpoint.js';

const MILLISECONDS = 5_000;

await startBackend();
const network = await loadNetwork(process.argv[2]!);
const planes = new Float32Array(LARGEST_BATCH * BOARD_SIZE).map((_, place) => (place % 37 === 0 ? 1 : 0));
const pass = (): void =>
  tf.tidy(() => {
    boardForward(network.config, network.parameters, tf.tensor2d(planes, [LARGEST_BATCH, BOARD_SIZE]));
  });
for (let warm = 0; warm < 3; warm++) pass();
const began = performance.now();
let boards = 0;
for (; performance.now() - began < MILLISECONDS; boards += LARGEST_BATCH) pass();
console.log(boards / ((performance.now() - began) / 1000));
