/** Parts of the page of a game. */

export { BoardView, type Players } from './board-view.js';
export { EvaluationsCard } from './evaluations.js';
export { MovesCard } from './moves.js';
export { useReplay } from './use-replay.js';
