import type { Command } from 'commander';
import { homeFrom } from '../../files/index.js';
import type { Database, TournamentRow } from '../../store/base/index.js';
import { CliError, untilSignal, wholeNumber } from '../shell/index.js';
import { checkLines } from './verdict.js';

interface VerifyFlags {
  readonly games: number;
  readonly replay: number;
  readonly json?: boolean;
}
interface Check {
  readonly check: string;
  readonly ok: boolean;
  readonly detail: string;
}

/** `sentimate verify ID`: the record against the plan, the rules of chess and the networks themselves. */
export function registerVerify(program: Command): void {
  program
    .command('verify')
    .description(
      'check the record of a tournament or match: keys, hash chain, legality by a second rules library, standings, verdict, and games played again',
    )
    .argument('<id>', 'the tournament or match')
    .option('--games <n>', 'recorded games that chess.js reads, drawn by the record’s own hash', wholeNumber, 500)
    .option('--replay <n>', 'games to be played again, move for move; needs the networks', wholeNumber, 0)
    .option('--json', 'print the checks as JSON')
    .action(verify);
}

async function verify(id: string, flags: VerifyFlags): Promise<void> {
  const home = homeFrom(process.env);
  const {
    id: found,
    state,
    checks,
  } = await withRecord(home, async (db) => {
    const { getTournament, verifyRecord } = await import('../../store/tournaments/index.js');
    const { checkCheckpoints, checkGames } = await import('./verify-games.js');
    const row = await getTournament(db.pool, id);
    if (!row) throw new CliError('not-found', `there is no tournament or match ${id} under ${home}`);
    const checks: Check[] = [
      ...(await verifyRecord(db.pool, row)),
      ...(await checkGames(db, row, flags.games)),
      await checkCheckpoints(db, row, home),
    ];
    if (flags.replay > 0) checks.push(await untilSignal((signal) => checkReplays(db, row, home, flags.replay, signal)));
    return { id: row.id, state: row.state, checks };
  });
  if (flags.json)
    process.stdout.write(
      `${JSON.stringify({ id: found, state, ok: checks.every(({ ok }) => ok), checks }, null, 2)}\n`,
    );
  else process.stdout.write(`${checkLines(checks).join('\n')}\n`);
  const failed = checks.filter(({ ok }) => !ok).map(({ check }) => check);
  if (failed.length > 0) throw new CliError('failed', `the record does not hold: ${failed.join(', ')}`);
}

/** The database of DATABASE_URL, or the one under the home; no API, no queue, no workers. */
async function withRecord<T>(home: string, use: (db: Database) => Promise<T>): Promise<T> {
  const { openRecordDatabase, openServiceLog } = await import('../../service/index.js');
  const { log } = openServiceLog(home, process.env, 'file');
  const database = await openRecordDatabase({ home, env: process.env, log, applicationName: 'sentimate-verify' });
  return use(database.db).finally(() => database.stop());
}

/** Networks and anchors choose their moves again; engines, whose weakened levels are random, make those on record. */
async function checkReplays(
  db: Database,
  row: TournamentRow,
  home: string,
  wanted: number,
  signal: AbortSignal,
): Promise<Check> {
  const { getContestants } = await import('../../store/tournaments/index.js');
  const { getGame } = await import('../../store/games/index.js');
  const { replayGames } = await import('../../orchestration/index.js');
  const { sampleOf } = await import('./verify-games.js');
  const { allResults } = await import('../../store/games/index.js');
  const { pino } = await import('pino');
  const contestants = await getContestants(db.pool, row.id);
  const numbers = (await allResults(db.pool, row.id)).map(({ number }) => number);
  const chosen = [...sampleOf(numbers, wanted, row.chain)].sort((a, b) => a - b);
  const rows = await Promise.all(chosen.map((number) => getGame(db.pool, { tournamentId: row.id, number })));
  const games = rows.flatMap((game) => {
    if (!game) return [];
    const { gameKey, white, black, opening, result, termination, moves } = game;
    return [
      {
        order: { gameKey, white, black, opening, maxPlies: row.maxPlies },
        recorded: { result: result!, termination: termination!, moves: moves! },
      },
    ];
  });
  const sides = new Set(games.flatMap(({ order }) => [order.white, order.black]));
  const differing = await replayGames({
    home,
    log: pino({ level: 'silent' }),
    contestants: contestants.filter(({ key }) => sides.has(key)),
    games,
    signal,
  });
  const engines = new Set<string>(contestants.filter(({ engine }) => engine).map(({ key }) => key));
  const fed = games.filter(({ order }) => engines.has(order.white) || engines.has(order.black)).length;
  const [first] = differing;
  const numberOf = (key: string): number | undefined => rows.find((game) => game?.gameKey === key)?.number;
  return {
    check: 'replay',
    ok: differing.length === 0,
    detail: first
      ? `${differing.length} of ${games.length} games differ; game ${numberOf(first.gameKey)}: ${first.reason}`
      : `${games.length} games played again, alone, to the same moves${fed > 0 ? `; in ${fed} of them an engine’s moves came from the record` : ''}`,
  };
}
