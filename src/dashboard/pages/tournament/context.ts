import type { Match, Tournament } from '../../../spec/api/index.js';
import type { Names } from '../../parts/index.js';

/** Properties that every card of the page has. */
export interface CardContext {
  readonly kind: 'tournaments' | 'matches';
  readonly id: string;
  /** Path of the API, such as `/tournaments/ID`. */
  readonly path: string;
  readonly tournament: Tournament | Match;
  readonly names: Names;
}
