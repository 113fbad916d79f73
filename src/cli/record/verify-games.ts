/** The checks of `sentimate verify` on games, standings, verdict and checkpoint files. */
import { refereeGame } from '../../chess/board/index.js';
import { checkpointDir, readCheckpointText } from '../../files/index.js';
import { pgnOf } from '../../http/tournaments/index.js';
import { randomFromHash, shuffle } from '../../spec/keys/index.js';
import type { ContestantRow, Database, GameRow, TournamentRow } from '../../store/base/index.js';
import { allResults, listGames } from '../../store/games/index.js';
import { getContestants, tournamentEvidence } from '../../store/tournaments/index.js';
import type { SealedPlan } from '../../tournament/plan/index.js';
import { standings } from '../../tournament/standings/index.js';
import { verdict } from '../../tournament/verdict/index.js';
import type { Result } from '../../vocabulary/index.js';

/** The result of one check. */
export interface GameCheck {
  readonly check: 'games' | 'standings' | 'verdict' | 'checkpoints';
  readonly ok: boolean;
  readonly detail: string;
}

/** Games read per query. */
const PAGE_SIZE = 500;
/** Maximum number of failures in a detail line. */
const MAX_NAMED = 3;

/** All games with a result, in the order of the schedule. */
export async function* finishedGames(db: Database, id: string): AsyncGenerator<GameRow> {
  for (let after: number | undefined; ; ) {
    const rows = await listGames(db.pool, id, { after, limit: PAGE_SIZE, state: 'done' });
    yield* rows;
    if (rows.length < PAGE_SIZE) return;
    after = rows.at(-1)!.number;
  }
}

/**
 * A sample of `count` of the numbers, seeded by the hash chain of the record: every verifier gets the same sample, and
 * nobody could have predicted it.
 */
export function sampleOf(numbers: readonly number[], count: number, chain: string): Set<number> {
  return new Set(shuffle([...numbers], randomFromHash(chain)).slice(0, count));
}

/**
 * Writes every recorded game as PGN, which fails for an illegal move, and checks a sample of `sample` games with
 * chess.js. Recomputes the standings from the results in the PGN and compares them with those from the rows. Also
 * checks the verdict.
 */
export async function checkGames(db: Database, row: TournamentRow, sample: number): Promise<GameCheck[]> {
  const contestants = await getContestants(db.pool, row.id);
  const byKey = new Map<string, ContestantRow>(contestants.map((one) => [one.key, one]));
  const results = await allResults(db.pool, row.id);
  const chosen = sampleOf(
    results.map(({ number }) => number),
    sample,
    row.chain,
  );
  const faults: string[] = [];
  const fromPgn: { white: GameRow['white']; black: GameRow['black']; result: Result; number: number }[] = [];
  let count = 0;
  for await (const game of finishedGames(db, row.id)) {
    count++;
    if (game.result === null) {
      faults.push(`game ${game.number}: it is finished without a result`);
      continue;
    }
    const fault = checkGame(game, row, byKey, chosen.has(game.number));
    if (fault.problem !== null) faults.push(`game ${game.number}: ${fault.problem}`);
    fromPgn.push({ white: game.white, black: game.black, number: game.number, result: fault.result });
  }
  const named = faults.slice(0, MAX_NAMED).join('; ');
  const games: GameCheck = {
    check: 'games',
    ok: faults.length === 0,
    detail:
      faults.length === 0
        ? `${count} games are legal; chess.js agrees on ${chosen.size} of them, move by move and on how they ended`
        : `${faults.length} of ${count} games: ${named}`,
  };
  const again = JSON.stringify(standings(contestants, fromPgn.reverse()));
  const same = again === JSON.stringify(standings(contestants, results));
  return [
    games,
    {
      check: 'standings',
      ok: same,
      detail: same
        ? `ratings from the PGN equal those from the record, ${contestants.length} contestants`
        : 'ratings from the PGN differ from those from the record',
    },
    ...(await checkVerdict(db, row)),
  ];
}

function checkGame(
  game: GameRow,
  row: TournamentRow,
  contestants: ReadonlyMap<string, ContestantRow>,
  referee: boolean,
): { problem: string | null; result: Result } {
  let pgn: string;
  try {
    pgn = pgnOf(game, row, contestants);
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error), result: game.result! };
  }
  const result = /\[Result "([^"]+)"\]/.exec(pgn)![1] as Result;
  if (!referee) return { problem: null, result };
  const { moves, opening, termination, plies } = game;
  return {
    problem: refereeGame({
      pgn,
      moves: moves!,
      opening,
      result: game.result!,
      termination: termination!,
      plies: plies!,
      maxPlies: row.maxPlies,
    }),
    result,
  };
}

/** Checks that the verdict does not depend on the order of the games and that the plan was followed. */
async function checkVerdict(db: Database, row: TournamentRow): Promise<GameCheck[]> {
  const plan = row.plan as SealedPlan;
  if (plan.kind !== 'tournament') return [];
  const evidence = await tournamentEvidence(db.pool, row.id, plan);
  const results = [...evidence.results];
  const found = verdict({ ...evidence, results });
  const same = JSON.stringify(found) === JSON.stringify(verdict({ ...evidence, results: results.reverse() }));
  const ok = same && found.deviations.length === 0;
  return [
    {
      check: 'verdict',
      ok,
      detail: !same
        ? 'it depends on the order of the games'
        : ok
          ? found.line
          : `deviations from the plan: ${found.deviations.map(({ message }) => message).join('; ')}`,
    },
  ];
}

/** Checks that the files of every network that played exist and match its address. */
export async function checkCheckpoints(db: Database, row: TournamentRow, home: string): Promise<GameCheck> {
  const addresses = [...new Set((await getContestants(db.pool, row.id)).flatMap(({ checkpoint }) => checkpoint ?? []))];
  const faults: string[] = [];
  for (const address of addresses) {
    const found = await readCheckpointText(checkpointDir(home, address)).catch(() => null);
    if (found?.address !== address)
      faults.push(
        found === null ? `${address.slice(0, 12)} cannot be read` : `${address.slice(0, 12)} has other contents`,
      );
  }
  return {
    check: 'checkpoints',
    ok: faults.length === 0,
    detail:
      faults.length === 0
        ? `${addresses.length} networks match their addresses`
        : faults.slice(0, MAX_NAMED).join('; '),
  };
}
