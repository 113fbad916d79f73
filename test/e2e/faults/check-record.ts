import { deepStrictEqual, ok, strictEqual } from 'node:assert';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ComputeProcess } from '../../../src/orchestration/compute-process.js';
import type { GameOrder, GameResult, PlannedContestant } from '../../../src/spec/game.js';
import type { Database } from '../../../src/store/base/database.js';
import type { ContestantRow } from '../../../src/store/base/row-types.js';
import { verifyChain } from '../../../src/store/games/result-chain.js';
import { allResults } from '../../../src/store/games/results.js';
import { getContestants } from '../../../src/store/tournaments/tournaments.js';
import { standings } from '../../../src/tournament/standings/standings.js';
import type { Standings } from '../../../src/tournament/standings/standings-types.js';

interface Game {
  readonly number: number;
  readonly gameKey: string;
  readonly moves: string;
  readonly result: string;
}
interface Event {
  readonly seq: number;
  readonly type: string;
}

export interface Reader {
  readonly db: Database;
  text(path: string, accept?: string): Promise<string>;
}

/**
 * What must hold at the end of a tournament, whatever happened on the way: schedule = results, each key once, as many
 * games in the PGN, no conflict, an unbroken chain, gap-free events, standings recomputed = served. Throws with the
 * first that does not.
 */
export async function checkRecord({ db, text }: Reader, id: string, games: number): Promise<readonly Game[]> {
  const lines = async <T>(path: string): Promise<T[]> =>
    (await text(path, 'application/x-ndjson'))
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as T);
  const played = await lines<Game>(`/tournaments/${id}/games`);
  deepStrictEqual(
    played.map(({ number }) => number),
    Array.from({ length: games }, (_, i) => i + 1),
    'the schedule is not the results',
  );
  strictEqual(new Set(played.map(({ gameKey }) => gameKey)).size, games, 'a key came twice');
  ok(
    played.every(({ moves, result }) => moves.length > 0 && result !== null),
    'a game has no moves or no result',
  );
  const pgn = await text(`/tournaments/${id}/games`, 'application/x-chess-pgn');
  strictEqual(pgn.match(/^\[Event /gm)?.length, games, 'PGN count');

  const { rows } = await db.pool.query<Record<string, number>>(
    `select (select count(*)::int from game where tournament_id = $1 and state = 'done') as scheduled,
       (select count(*)::int from result where tournament_id = $1) as recorded,
       (select count(*)::int from superseded_result where tournament_id = $1 and reason in ('other-moves', 'conflict')) as conflicts`,
    [id],
  );
  deepStrictEqual({ ...rows[0] }, { scheduled: games, recorded: games, conflicts: 0 });
  deepStrictEqual(await verifyChain(db.pool, id), { ok: true, results: games });

  const events: Event[] = [];
  for (;;) {
    const page = JSON.parse(await text(`/tournaments/${id}/events?limit=100&after=${events.length}`)) as {
      data: Event[];
    };
    if (page.data.length === 0) break;
    events.push(...page.data);
  }
  deepStrictEqual(
    events.map(({ seq }) => seq),
    events.map((_, i) => i + 1),
    'events have gaps',
  );
  strictEqual(events.filter(({ type }) => type === 'game').length, games, 'events of games');
  strictEqual(events.filter(({ type }) => type === 'finished').length, 1, 'finished once');

  const served = JSON.parse(await text(`/tournaments/${id}/standings`)) as Standings;
  const { rows: ranking, ...summary } = JSON.parse(
    JSON.stringify(standings(await getContestants(db.pool, id), await allResults(db.pool, id))),
  ) as Standings;
  for (const [key, value] of Object.entries(summary))
    deepStrictEqual(served[key as keyof Standings], value, `standings: ${key}`);
  deepStrictEqual(
    served.rows,
    ranking.map((row) =>
      Object.fromEntries(Object.keys(served.rows[0]!).map((key) => [key, row[key as keyof typeof row]])),
    ),
    'standings served are not those recomputed',
  );
  return played;
}

/**
 * What must hold of a tournament that was ended before its time: what was played is there once, and nobody plays on.
 */
export async function checkPartialRecord({ db, text }: Reader, id: string): Promise<number> {
  const counts = async (): Promise<{ done: number; claimed: number; results: number }> => {
    const { rows } = await db.pool.query<{ done: number; claimed: number; results: number }>(
      `select count(*) filter (where state = 'done')::int as done, count(*) filter (where state = 'claimed')::int as claimed,
         (select count(*)::int from result where tournament_id = $1) as results from game where tournament_id = $1`,
      [id],
    );
    return { ...rows[0]! };
  };
  const before = await counts();
  deepStrictEqual(before, { done: before.results, claimed: 0, results: before.results });
  const pgn = await text(`/tournaments/${id}/games`, 'application/x-chess-pgn');
  strictEqual(pgn.match(/^\[Event /gm)?.length ?? 0, before.results, 'PGN count');
  deepStrictEqual(await verifyChain(db.pool, id), { ok: true, results: before.results });
  // one that runs is told at its next step
  for (let tries = 1; ; tries++) {
    const { rows } = await db.pool.query<{ state: string }>(
      `select f.state from fine_tune f where f.state in ('queued', 'running') and f.id in (select fine_tune_id from contestant where tournament_id = $1)`,
      [id],
    );
    if (rows.length === 0) break;
    if (tries === 20) deepStrictEqual(rows, [], 'fine-tunes go on');
    await sleep(500);
  }
  await sleep(2_000);
  deepStrictEqual(await counts(), before, 'somebody plays on');
  return before.results;
}

/** The same games by one child that nobody disturbs, in one batch. */
export async function playUndisturbed(
  compute: ComputeProcess,
  db: Database,
  id: string,
  home: string,
): Promise<readonly GameResult[]> {
  const { rows: games } = await db.pool.query<GameOrder>(
    `select g.game_key as "gameKey", g.white, g.black, g.opening, t.max_plies as "maxPlies"
     from game g join tournament t on t.id = g.tournament_id where t.id = $1 order by g.number`,
    [id],
  );
  const contestants = (await getContestants(db.pool, id)) as readonly (ContestantRow & PlannedContestant)[];
  const results: GameResult[] = [];
  const task = compute.start<'play'>(
    { type: 'play', home, games, contestants, concurrency: 256 },
    { onGames: (some) => void results.push(...some) },
  );
  task.noMoreGames();
  await task.result;
  return results;
}
