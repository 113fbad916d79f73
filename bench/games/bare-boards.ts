/**
 * `node dist/bench/games/bare-boards.js FOLDER`: prints the boards a second of a checkpoint's bare forward pass;
 * nothing is read back.
 */
import * as tf from '@tensorflow/tfjs-core';
import { BOARD_SIZE } from '../../src/chess/board/encoding.js';
import { MAX_BATCH } from '../../src/model/boards/board-batch.js';
import { loadNetwork } from '../../src/model/checkpoint/checkpoint.js';
import { boardForward } from '../../src/model/forward/board-forward.js';
import { startBackend } from '../../src/model/kernels/backend.js';

const MILLISECONDS = 5_000;

await startBackend();
const network = await loadNetwork(process.argv[2]!);
const planes = new Float32Array(MAX_BATCH * BOARD_SIZE).map((_, place) => (place % 37 === 0 ? 1 : 0));
const pass = (): void =>
  tf.tidy(() => {
    boardForward(network.config, network.parameters, tf.tensor2d(planes, [MAX_BATCH, BOARD_SIZE]));
  });
for (let warm = 0; warm < 3; warm++) pass();
const began = performance.now();
let boards = 0;
for (; performance.now() - began < MILLISECONDS; boards += MAX_BATCH) pass();
console.log(boards / ((performance.now() - began) / 1000));
