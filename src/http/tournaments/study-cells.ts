import { LRUCache } from 'lru-cache';
import type { Queryable } from '../../store/base/index.js';
import { getStudySources, type StudyCellRow } from '../../store/studies/index.js';
import { getTournament, tournamentEvidence } from '../../store/tournaments/index.js';
import type { SealedTournament } from '../../tournament/plan/index.js';
import type { ResultCell } from '../../tournament/study/index.js';
import { type Verdict, verdict } from '../../tournament/verdict/index.js';

/** Verdicts of tournaments by id and version: a large study is asked for the same ones again and again. */
const verdicts = new LRUCache<string, Verdict>({ max: 2_000 });

async function verdictOf(q: Queryable, id: string, version: number): Promise<Verdict | null> {
  const key = `${id} ${version}`;
  const cached = verdicts.get(key);
  if (cached) return cached;
  const row = await getTournament(q, id);
  if (!row) return null;
  const fresh = verdict(await tournamentEvidence(q, id, row.plan as SealedTournament));
  if (row.version !== version) return fresh; // it changed meanwhile
  verdicts.set(key, fresh);
  return fresh;
}

/** Sources of studies by id: plans do not change, and a plan is large. */
const sources = new LRUCache<string, Awaited<ReturnType<typeof getStudySources>>>({ max: 20 });

async function sourcesOf(q: Queryable, study: string): Promise<Awaited<ReturnType<typeof getStudySources>>> {
  const cached = sources.get(study);
  if (cached) return cached;
  const fresh = await getStudySources(q, study);
  sources.set(study, fresh);
  return fresh;
}

/** Returns the cells of a study with their verdicts; the verdict of a cell that is not released is null. */
export async function resultCells(q: Queryable, study: string, cells: readonly StudyCellRow[]): Promise<ResultCell[]> {
  const about = new Map((await sourcesOf(q, study)).map((source) => [source.ordinal, source]));
  const results: ResultCell[] = [];
  for (const { ordinal, name, repetition, settings, tournamentId, planHash, state, version } of cells) {
    results.push({
      ...about.get(ordinal)!,
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
  return results;
}
