import type { Command } from 'commander';
import { homeFrom } from '../../files/index.js';
import type { Database } from '../../store/base/index.js';
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
        'verdict, and moves decided again',
    )
    .argument('[id]', 'the tournament or match; not with --preregistration')
    .option('--games <n>', 'number of games checked with chess.js, sampled by the hash of the record', wholeNumber, 500)
    .option('--replay <n>', 'number of games whose moves are decided again, or `all`; needs the networks', gameCount, 0)
    .option('--preregistration <file>', 'check a signed plan instead, offline')
    .option('--key <file>', 'with --preregistration: the public key (PEM) that must have signed it')
    .option('--json', 'print the checks as JSON')
    .action(verify);
}

/** Parses a number of games, or `all`. */
const gameCount = (text: string): number => (text === 'all' ? Number.POSITIVE_INFINITY : wholeNumber(text));

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
    if (flags.replay > 0) {
      const { checkReplays } = await import('./verify-replays.js');
      checks.push(await untilSignal((signal) => checkReplays(db, row, { home, count: flags.replay, signal })));
    }
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
