/** Positions: move and plane encoding, the packed position record, endings, repetition, phases, opening books. */

export {
  BOARD_SIZE,
  expandPlanes,
  indexToMove,
  legalIndices,
  moveToIndex,
  PLANES,
  POLICY_SIZE,
  packPosition,
  RECORD_BYTES,
} from './encoding.js';
export { writePlanes } from './encoding-planes.js';
export { type Ending, endingOf } from './game-endings.js';
export { GAME_PHASES, type GamePhase, phaseOf, phaseOfPosition } from './game-phase.js';
export { readBook } from './opening-book.js';
export { PositionHistory } from './position-history.js';
export { refereeGame } from './referee.js';
export { expandSpears, packSpears, SPEARS_BITS, SPEARS_BYTES } from './spears-bits.js';
export { moveFromUci, uciOfIndex } from './uci-moves.js';
export { unpackPosition } from './unpack-position.js';
