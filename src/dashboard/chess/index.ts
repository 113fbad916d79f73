/** Positions and moves in the browser. */

export { replay } from './replay.js';
export { typedMove } from './typed-move.js';
