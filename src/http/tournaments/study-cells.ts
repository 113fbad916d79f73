import { LRUCache } from 'lru-cache';
import type { Queryable } from '../../store/base/index.js';
import type { StudyCellRow } from '../../store/studies/index.js';
import { getTournament, tournamentEvidence } from '../../store/tournaments/index.js';
import type { SealedTournament } from '../../tournament/plan/index.js';
import type { ResultCell } from '../../tournament/study/index.js';
import { type Verdict, verdict } from '../../tournament/verdict/index.js';

/** Verdicts of tournaments by id and version: a large study asks for the same ones again and again. */
const known = new LRUCache<string, Verdict>({ max: 2_000 });

async function verdictOf(q: Queryable, id: string, version: number): Promise<Verdict | null> {
  const name = `${id} ${version}`;
  const found = known.get(name);
  if (found) return found;
  const row = await getTournament(q, id);
  if (!row) return null;
  const fresh = verdict(await tournamentEvidence(q, id, row.plan as SealedTournament));
  if (row.version !== version) return fresh; // it moved on meanwhile
  known.set(name, fresh);
  return fresh;
}

/** The cells of a study with the verdicts of those that were released. */
export async function resultCells(q: Queryable, cells: readonly StudyCellRow[]): Promise<ResultCell[]> {
  const found: ResultCell[] = [];
  for (const { ordinal, name, repetition, settings, tournamentId, planHash, state, version } of cells) {
    found.push({
      ordinal,
      name,
      repetition,
      settings,
      tournament: tournamentId,
      planHash,
      state,
      verdict: version === null ? null : await verdictOf(q, tournamentId, version),
    });
  }
  return found;
}
