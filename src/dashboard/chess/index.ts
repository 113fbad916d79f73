/** Chess rules in the browser: the positions of a game and moves typed by a person. */

export { replay } from './replay.js';
export { typedMove } from './typed-move.js';
