export { chooseAnchorMove } from './anchors.js';
export { type Choice, chooseMove, GUARD_SCORE, type Situation } from './choose.js';
export * from './model.js';
export { type ChosenMove, moveFor } from './move.js';
export { PHASES, type Phase, type PlayReport } from './phases.js';
export { playGames, type PlayOptions, replayGame } from './play.js';
