import type { Verdict } from '../../../spec/api/index.js';
import type { Names } from '../../parts/index.js';

/** What every card of the verdict is given. */
export interface VerdictProps {
  readonly verdict: Verdict;
  readonly names: Names;
}
