import type { Tournament } from '../../api/index.js';
import type { Names } from '../../parts/index.js';

/** What every card of a tournament's page is given. */
export interface CardContext {
  readonly kind: 'tournaments' | 'matches';
  readonly id: string;
  /** Of the API, such as `/tournaments/ID`. */
  readonly path: string;
  readonly tournament: Tournament;
  readonly names: Names;
}
