import { FINE_TUNE_STATES, type FineTuneState } from '../../vocabulary/index.js';
import type { Progress, Queryable } from '../base/index.js';
import { all, isUuid } from '../base/index.js';

/**
 * Counted from the rows, each time. A claimed game whose lease is over still counts as claimed until somebody takes it.
 */
export async function tournamentProgress(q: Queryable, id: string): Promise<Progress> {
  const rows = isUuid(id)
    ? await all<{ what: 'game' | 'fine-tune'; state: string; count: number }>(
        q,
        `select 'game' as what, state, count(*) as count from game where tournament_id = $1 group by state
         union all
         select 'fine-tune', f.state, count(*) from fine_tune f
         where f.id in (select fine_tune_id from contestant where tournament_id = $1) group by f.state`,
        [id],
      )
    : [];
  const count = (what: string, state: string) =>
    rows.find((row) => row.what === what && row.state === state)?.count ?? 0;
  const [due, claimed, done, unplayed] = [
    count('game', 'due'),
    count('game', 'claimed'),
    count('game', 'done'),
    count('game', 'unplayed'),
  ];
  const fineTunes = Object.fromEntries(FINE_TUNE_STATES.map((state) => [state, count('fine-tune', state)])) as Record<
    FineTuneState,
    number
  >;
  return { games: due + claimed + done + unplayed, due, claimed, done, unplayed, fineTunes };
}
