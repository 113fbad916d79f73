/** Positions: move and plane encoding, packed position records, game endings, repetition, phases, opening books. */

export { BOARD_SIZE, indexToMove, legalIndices, moveToIndex, PLANES, POLICY_SIZE } from './encoding.js';
export { writePlanes } from './encoding-planes.js';
export { expectedPoints, WIN_CURVE_SLOPE } from './expected-points.js';
export { type Ending, endingOf } from './game-endings.js';
export { GAME_PHASES, type GamePhase, phaseOf, phaseOfPosition } from './game-phase.js';
export { moveWeights } from './move-weights.js';
export { readBook } from './opening-book.js';
export { PositionHistory } from './position-history.js';
export {
  expandPlanes,
  moveAt,
  outcomeAt,
  packPosition,
  plyAt,
  RECORD_BYTES,
  RECORD_WORDS,
  REPEAT_KEY_WORDS,
  unpackPosition,
  writeRepeatKey,
} from './position-record.js';
export { refereeGame } from './referee.js';
export { expandSpears, packSpears, SPEARS_BITS, SPEARS_BYTES } from './spears-bits.js';
export { moveFromUci, uciOfIndex } from './uci-moves.js';
