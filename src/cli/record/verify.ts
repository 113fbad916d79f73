import type { Command } from 'commander';
import { homeFrom } from '../../files/index.js';
import type { Database, TournamentRow } from '../../store/base/index.js';
import { CliError, untilSignal, wholeNumber } from '../shell/index.js';
import { checkLines } from './verdict.js';
import { verifyPreregistration } from './verify-preregistration.js';

interface VerifyFlags {
  readonly preregistration?: string;
  readonly key?: string;
  readonly games: number;
  readonly replay: number;
  readonly json?: boolean;
}
interface Check {
  readonly check: string;
  readonly ok: boolean;
  readonly detail: string;
}

/** `sentimate verify ID`: checks the record against the plan, the rules of chess and the networks. */
export function registerVerify(program: Command): void {
  program
    .command('verify')
    .description(
      'check the record of a tournament or match: keys, hash chain, legality by a second rules library, standings, ' +
        'verdict, and replayed games',
    )
    .argument('[id]', 'the tournament or match; not with --preregistration')
    .option('--games <n>', 'number of games checked with chess.js, sampled by the hash of the record', wholeNumber, 500)
    .option('--replay <n>', 'number of games to replay move by move; needs the networks', wholeNumber, 0)
    .option('--preregistration <file>', 'check a signed plan instead, offline')
    .option('--key <file>', 'with --preregistration: the public key (PEM) that must have signed it')
    .option('--json', 'print the checks as JSON')
    .action(verify);
}

async function verify(id: string | undefined, flags: VerifyFlags): Promise<void> {
  const { preregistration, key, json } = flags;
  if ((id === undefined) === (preregistration === undefined))
    throw new CliError('usage', 'give the id of a tournament or match, or --preregistration with a file');
  if (preregistration !== undefined) return verifyPreregistration(preregistration, { key, json });
  if (key !== undefined) throw new CliError('usage', '--key belongs to --preregistration');
  return verifyRecordOf(id!, flags);
}

async function verifyRecordOf(id: string, flags: VerifyFlags): Promise<void> {
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
    if (flags.replay > 0)
      checks.push(await untilSignal((signal) => checkReplays(db, row, { home, count: flags.replay, signal })));
    return { id: row.id, state: row.state, checks };
  });
  if (flags.json)
    process.stdout.write(
      `${JSON.stringify({ id: found, state, ok: checks.every(({ ok }) => ok), checks }, null, 2)}\n`,
    );
  else process.stdout.write(`${checkLines(checks).join('\n')}\n`);
  const failed = checks.filter(({ ok }) => !ok).map(({ check }) => check);
  if (failed.length > 0) throw new CliError('failed', `failed checks of the record: ${failed.join(', ')}`);
}

/** The database of DATABASE_URL, or the one under the home; no API, no queue, no workers. */
async function withRecord<T>(home: string, use: (db: Database) => Promise<T>): Promise<T> {
  const { openRecordDatabase, openServiceLog } = await import('../../service/index.js');
  const { log } = openServiceLog(home, process.env, 'file');
  const database = await openRecordDatabase({ home, env: process.env, log, applicationName: 'sentimate-verify' });
  return use(database.db).finally(() => database.stop());
}

/**
 * Replays a sample of `count` games. Networks and anchors choose their moves again; engines, whose weakened levels are
 * random, repeat the recorded moves.
 */
async function checkReplays(
  db: Database,
  row: TournamentRow,
  options: { readonly home: string; readonly count: number; readonly signal: AbortSignal },
): Promise<Check> {
  const { home, count, signal } = options;
  const { getContestants } = await import('../../store/tournaments/index.js');
  const { getGame } = await import('../../store/games/index.js');
  const { replayGames } = await import('../../orchestration/index.js');
  const { sampleOf } = await import('./verify-games.js');
  const { allResults } = await import('../../store/games/index.js');
  const { pino } = await import('pino');
  const contestants = await getContestants(db.pool, row.id);
  const numbers = (await allResults(db.pool, row.id)).map(({ number }) => number);
  const chosen = [...sampleOf(numbers, count, row.chain)].sort((a, b) => a - b);
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
  const withEngine = games.filter(({ order }) => engines.has(order.white) || engines.has(order.black)).length;
  const [first] = differing;
  const numberOf = (key: string): number | undefined => rows.find((game) => game?.gameKey === key)?.number;
  return {
    check: 'replay',
    ok: differing.length === 0,
    detail: first
      ? `${differing.length} of ${games.length} games differ; game ${numberOf(first.gameKey)}: ${first.reason}`
      : `${games.length} games replayed one by one with the same moves` +
        (withEngine > 0 ? `; in ${withEngine} of them the engine’s moves came from the record` : ''),
  };
}
