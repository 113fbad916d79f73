import type { BoardQuery } from '../player/index.js';

/** Sorts boards of one evaluator in place, such that those of one model are adjacent, as the evaluator requires. */
export function sortByModel(boards: BoardQuery[]): void {
  boards.sort((one, other) =>
    'evaluator' in one.model && 'evaluator' in other.model ? one.model.number - other.model.number : 0,
  );
}
