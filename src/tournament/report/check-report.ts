/**
 * A reader's check of a report's files, offline: everything that follows from the games is computed again and compared.
 */

import { canonicalJson, type FineTuneChecks } from '../../spec/index.js';
import { type ContestantKey, type FineTuneKey, RESULTS, type Result } from '../../vocabulary/index.js';
import { failedFineTunes, gamesOf, planHashOf } from '../plan/index.js';
import { type RatedContestant, standings } from '../standings/index.js';
import type { Evidence, Verdict } from '../verdict/index.js';
import { verdict } from '../verdict/index.js';
import type { Report } from './report.js';
import { GAME_COLUMNS, parseCsv } from './report-csv.js';

export interface BundleCheck {
  readonly check: 'plan' | 'games' | 'pgn' | 'standings' | 'verdict';
  readonly ok: boolean;
  /** What was compared, or what differs first. */
  readonly detail: string;
}

/** The tags of one game of `games.pgn` that a check needs. */
export interface PgnTags {
  readonly gameKey: string;
  readonly result: string;
}

export interface Bundle {
  readonly report: Report;
  readonly gamesCsv: string;
  /** Null where there is no PGN beside it. */
  readonly pgn: readonly PgnTags[] | null;
}

export interface CheckedBundle {
  readonly checks: readonly BundleCheck[];
  /** Computed again from the files; null where the games could not be read. */
  readonly verdict: Verdict | null;
}

interface ReadGame {
  readonly number: number;
  readonly gameKey: string;
  readonly pair: number;
  readonly leg: number;
  readonly block: number;
  readonly white: ContestantKey;
  readonly black: ContestantKey;
  readonly result: Result;
}

/** The evidence that a report carries, with the results from its games. */
export function evidenceOfReport(report: Report, results: Evidence['results']): Evidence {
  const checks = new Map<FineTuneKey, FineTuneChecks>();
  for (const { key, checks: found } of report.fineTunes) if (found) checks.set(key as FineTuneKey, found);
  const failed = failedFineTunes(report.fineTunes);
  return { plan: report.plan, results, checks, failed, record: report.record };
}

export function checkBundle({ report, gamesCsv, pgn }: Bundle): CheckedBundle {
  const hash = planHashOf(report.plan);
  const sealed = hash === report.tournament.planHash;
  const plan: BundleCheck = {
    check: 'plan',
    ok: sealed,
    detail: sealed ? `plan hash ${hash}` : `the plan’s hash is ${hash}, the report says ${report.tournament.planHash}`,
  };
  const read = readGames(gamesCsv, report);
  if (typeof read === 'string') return { checks: [plan, { check: 'games', ok: false, detail: read }], verdict: null };
  const games = checkGames(report, read);
  if (!games.ok) return { checks: [plan, games], verdict: null };

  const found = verdict(evidenceOfReport(report, read));
  const table = standings(contestantsOf(report), read);
  return {
    checks: [
      plan,
      games,
      ...(pgn ? [checkPgn(read, pgn)] : []),
      same('standings', table, report.standings, `ratings of ${table.rows.length} contestants`),
      same('verdict', found, report.verdict, found.line),
    ],
    verdict: found,
  };
}

/** The plan's contestants with the addresses that training gave them. */
function contestantsOf({ plan, fineTunes }: Report): RatedContestant[] {
  const made = new Map(fineTunes.map(({ key, checkpoint }) => [key, checkpoint]));
  return plan.contestants.map((contestant) =>
    contestant.fineTuneKey === null
      ? contestant
      : { ...contestant, checkpoint: made.get(contestant.fineTuneKey) ?? null },
  );
}

/** Recorded games, or what is wrong with the file. */
function readGames(text: string, { plan }: Report): ReadGame[] | string {
  let rows: string[][];
  try {
    rows = parseCsv(text);
  } catch (error) {
    return `games.csv: ${(error as Error).message}`;
  }
  const [head = [], ...lines] = rows;
  if (head.join() !== GAME_COLUMNS.join()) return `games.csv: the columns must be ${GAME_COLUMNS.join()}`;
  const keys = new Map(plan.contestants.map(({ key, name }) => [name, key]));
  const games: ReadGame[] = [];
  for (const [i, fields] of lines.entries()) {
    const row = Object.fromEntries(GAME_COLUMNS.map((column, at) => [column, fields[at] ?? ''])) as Record<
      (typeof GAME_COLUMNS)[number],
      string
    >;
    const result = RESULTS.find((one) => one === row.result);
    const [white, black] = [keys.get(row.white), keys.get(row.black)];
    const [number, pair, leg, block] = [row.number, row.pair, row.leg, row.block].map(Number) as [
      number,
      number,
      number,
      number,
    ];
    if (fields.length !== GAME_COLUMNS.length || !result || !white || !black || !Number.isSafeInteger(number))
      return `games.csv, line ${i + 2}: is no recorded game of the plan’s contestants`;
    games.push({ number, gameKey: row.gameKey, pair, leg, block, white, black, result });
  }
  return games;
}

function checkGames(report: Report, games: readonly ReadGame[]): BundleCheck {
  const bad = (detail: string): BundleCheck => ({ check: 'games', ok: false, detail });
  const schedule = gamesOf(report.plan, planHashOf(report.plan));
  const seen = new Set<number>();
  for (const { number, gameKey } of games) {
    const planned = schedule[number - 1];
    if (!planned) return bad(`game ${number} is not in the schedule`);
    if (planned.gameKey !== gameKey)
      return bad(`game ${number} has the key ${gameKey}, the plan gives it ${planned.gameKey}`);
    if (seen.has(number)) return bad(`game ${number} is there twice`);
    seen.add(number);
  }
  if (games.length !== report.tournament.games)
    return bad(`${games.length} games; the report says ${report.tournament.games}`);
  return {
    check: 'games',
    ok: true,
    detail: `${games.length} games, each with the key that the plan gives it, each once`,
  };
}

function checkPgn(games: readonly ReadGame[], pgn: readonly PgnTags[]): BundleCheck {
  const results = new Map(games.map(({ gameKey, result }) => [gameKey, result]));
  const odd = pgn.find(({ gameKey, result }) => results.get(gameKey) !== result);
  const ok = !odd && pgn.length === games.length && new Set(pgn.map(({ gameKey }) => gameKey)).size === games.length;
  const detail = odd
    ? `game ${odd.gameKey} is ${odd.result} in games.pgn and ${results.get(odd.gameKey) ?? 'missing'} in games.csv`
    : `${pgn.length} games in games.pgn, ${games.length} in games.csv`;
  return { check: 'pgn', ok, detail };
}

function same(check: BundleCheck['check'], found: unknown, told: unknown, detail: string): BundleCheck {
  // through JSON, as the report went: fields that are undefined are no fields
  const ok = canonicalJson(JSON.parse(JSON.stringify(found))) === canonicalJson(told);
  return { check, ok, detail: ok ? detail : `computed again: ${detail}; the report differs` };
}
