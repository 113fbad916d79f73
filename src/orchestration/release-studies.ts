import { type Database, sqlState } from '../store/base/index.js';
import { cancelCells, dueStudyCells } from '../store/studies/index.js';
import { createTournament, getTournamentSummary } from '../store/tournaments/index.js';
import { gamesOf, planHashOf, type SealedTournament } from '../tournament/plan/index.js';
import type { Log } from './log.js';

/** SQLSTATE. */
const UNIQUE_VIOLATION = '23505';

/**
 * Creates the tournaments of due study cells from the plans that were sealed with the study, and cancels the cells of
 * cancelled studies. A cell whose stored plan does not match its hash is logged and skipped. Returns the number of
 * tournaments created.
 */
export async function releaseStudies(db: Database, log: Log): Promise<number> {
  await cancelCells(db);
  let released = 0;
  for (const { studyId, ordinal, tournamentId, plan, planHash } of await dueStudyCells(db.pool)) {
    const sealed = plan as SealedTournament;
    if (planHashOf(sealed) !== planHash) {
      log.error({ studyId, cell: ordinal }, 'the stored plan of a cell does not have its hash; it is not released');
      continue;
    }
    const { spec, contestants, recipes } = sealed;
    try {
      await createTournament(db, {
        id: tournamentId,
        kind: 'tournament',
        name: spec.name,
        plan: sealed,
        planHash,
        maxPlies: spec.maxPlies,
        contestants,
        recipes,
        games: gamesOf(sealed, planHash),
      });
      released++;
      log.info({ studyId, cell: ordinal, tournamentId }, 'a cell of a study is released');
    } catch (error) {
      const exists = sqlState(error) === UNIQUE_VIOLATION && (await getTournamentSummary(db.pool, tournamentId));
      if (!exists) throw error; // otherwise another process has created it
    }
  }
  return released;
}
