/**
 * An offline check of a report's files: everything that follows from the games is recomputed and compared.
 */

import type { FineTuneChecks } from '../../spec/index.js';
import { canonicalJson } from '../../spec/keys/index.js';
import { type ContestantKey, type FineTuneKey, RESULTS, type Result } from '../../vocabulary/index.js';
import { failedFineTunes, gamesOf, planHashOf } from '../plan/index.js';
import { improvementOf, specificationCurve } from '../robustness/index.js';
import { type RatedContestant, standings } from '../standings/index.js';
import type { Evidence, Verdict } from '../verdict/index.js';
import { verdict } from '../verdict/index.js';
import type { Report } from './report.js';
import { GAME_COLUMNS, parseCsv } from './report-csv.js';

/** One thing that was compared. */
interface BundleCheck {
  readonly check: 'plan' | 'games' | 'pgn' | 'standings' | 'verdict' | 'robustness';
  readonly ok: boolean;
  /** What was compared, or what differs first. */
  readonly detail: string;
}

/** The tags of one game of `games.pgn` that the check needs. */
export interface PgnTags {
  readonly gameKey: string;
  readonly result: string;
}

/** The files of a report. */
export interface Bundle {
  readonly report: Report;
  readonly gamesCsv: string;
  /** Null if there is no games.pgn. */
  readonly pgn: readonly PgnTags[] | null;
}

/** What the check found. */
export interface CheckedBundle {
  readonly checks: readonly BundleCheck[];
  /** Recomputed from the files; null if the games could not be read. */
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

/** The evidence that a report contains, with results from its games. */
function evidenceOfReport(report: Report, results: Evidence['results']): Evidence {
  const checks = new Map<FineTuneKey, FineTuneChecks>();
  for (const { key, checks: own } of report.fineTunes) if (own) checks.set(key as FineTuneKey, own);
  const failed = failedFineTunes(report.fineTunes);
  return { plan: report.plan, results, checks, failed, record: report.record };
}

/** Recomputes plan hash, game keys, standings and verdict; later checks are left out if the games are wrong. */
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

  const evidence = evidenceOfReport(report, read);
  const recomputed = verdict(evidence);
  const table = standings(contestantsOf(report), read);
  return {
    checks: [
      plan,
      games,
      ...(pgn ? [checkPgn(read, pgn)] : []),
      compare('standings', table, report.standings, `ratings of ${table.rows.length} contestants`),
      compare('verdict', recomputed, report.verdict, recomputed.line),
      ...robustnessCheck(report, evidence, recomputed),
    ],
    verdict: recomputed,
  };
}

/** What depends on declared choices; reports of earlier versions have none of it. */
function robustnessCheck(report: Report, evidence: Evidence, recomputed: Verdict): BundleCheck[] {
  const { specifications, improvement } = report;
  if (specifications === undefined) return [];
  const again = [specificationCurve(evidence, recomputed), improvementOf(evidence, recomputed)];
  const detail = specifications ? `${specifications.rows.length} declared analyses` : 'no contrast';
  return [compare('robustness', again, [specifications, improvement], detail)];
}

/** The plan's contestants with the addresses that training gave them. */
function contestantsOf({ plan, fineTunes }: Report): RatedContestant[] {
  const checkpoints = new Map(fineTunes.map(({ key, checkpoint }) => [key, checkpoint]));
  return plan.contestants.map((contestant) =>
    contestant.fineTuneKey === null
      ? contestant
      : { ...contestant, checkpoint: checkpoints.get(contestant.fineTuneKey) ?? null },
  );
}

/** Returns the recorded games, or what is wrong with the file. */
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
  const failure = (detail: string): BundleCheck => ({ check: 'games', ok: false, detail });
  const schedule = gamesOf(report.plan, planHashOf(report.plan));
  const numbers = new Set<number>();
  for (const { number, gameKey } of games) {
    const planned = schedule[number - 1];
    if (!planned) return failure(`game ${number} is not in the schedule`);
    if (planned.gameKey !== gameKey)
      return failure(`game ${number} has the key ${gameKey}, the plan gives it ${planned.gameKey}`);
    if (numbers.has(number)) return failure(`game ${number} is there twice`);
    numbers.add(number);
  }
  if (games.length !== report.tournament.games)
    return failure(`${games.length} games; the report says ${report.tournament.games}`);
  return {
    check: 'games',
    ok: true,
    detail: `${games.length} games, each with the key that the plan gives it, each once`,
  };
}

function checkPgn(games: readonly ReadGame[], pgn: readonly PgnTags[]): BundleCheck {
  const results = new Map(games.map(({ gameKey, result }) => [gameKey, result]));
  const differing = pgn.find(({ gameKey, result }) => results.get(gameKey) !== result);
  const ok =
    !differing && pgn.length === games.length && new Set(pgn.map(({ gameKey }) => gameKey)).size === games.length;
  const detail = differing
    ? `game ${differing.gameKey} is ${differing.result} in games.pgn and ` +
      `${results.get(differing.gameKey) ?? 'missing'} in games.csv`
    : `${pgn.length} games in games.pgn, ${games.length} in games.csv`;
  return { check: 'pgn', ok, detail };
}

function compare(check: BundleCheck['check'], recomputed: unknown, reported: unknown, detail: string): BundleCheck {
  // via JSON, like the report: properties that are undefined disappear
  const ok = canonicalJson(JSON.parse(JSON.stringify(recomputed))) === canonicalJson(reported);
  return { check, ok, detail: ok ? detail : `computed again: ${detail}; the report differs` };
}
