import type { DirectSchedule, MatchSpec, TournamentSpec } from '../../spec/index.js';
import { canonicalJson } from '../../spec/keys/index.js';
import { REGRET_TEMPERATURES } from '../../vocabulary/index.js';
import { isSequential, levelOf, pairSprtOf, plannedLooks, usesEProcess } from './analysis-settings.js';
import { countDirectPairs, directScheduleOf } from './direct-schedule.js';
import { matchGames, maxSwissRounds } from './match-schedule.js';
import { countPairings } from './schedule.js';
import { SpecError } from './spec-error.js';

/** A schedule is written in one transaction; more games than this belong in a study. */
const MAX_GAMES = 2_000_000;

/** Returns every problem of a spec of valid shape, in the order of its fields; empty if it can be planned. */
export function specProblems(spec: TournamentSpec): SpecError[] {
  return [...armProblems(spec), ...sizeProblems(spec), ...analysisProblems(spec)];
}

function armProblems({ arms }: TournamentSpec): SpecError[] {
  const problems: SpecError[] = [];
  const ids = new Set<string>();
  const treatments = new Map<string, string>();
  arms.forEach(({ id, ...treatment }, index) => {
    if (ids.has(id)) problems.push(new SpecError('duplicate-arm', `arms.${index}.id`, `two arms are called ${id}`));
    ids.add(id);
    // equal treatments share their children: they would be one contestant under two names
    const text = canonicalJson(treatment);
    const twin = treatments.get(text);
    if (twin !== undefined && twin !== id)
      problems.push(
        new SpecError('duplicate-treatment', `arms.${index}`, `the arms ${twin} and ${id} are the same treatment`),
      );
    treatments.set(text, id);
    const expected = arms[0]!.dose.examples;
    if (treatment.dose.examples !== expected)
      problems.push(
        new SpecError(
          'unequal-examples',
          `arms.${index}.dose.examples`,
          `all arms take the same number of examples: ${arms[0]!.id} has ${expected}, ` +
            `${id} has ${treatment.dose.examples}`,
        ),
      );
  });
  return problems;
}

function sizeProblems(spec: TournamentSpec): SpecError[] {
  const direct = directScheduleOf(spec);
  const problems = direct ? scheduleProblems(spec, direct) : [];
  const pairs = direct
    ? countDirectPairs(spec, direct)
    : spec.pairs * countPairings(spec.arms.length, spec.replicates.length, spec.anchors.length);
  const games = 2 * pairs;
  if (games > MAX_GAMES)
    problems.push(
      new SpecError('too-many-games', 'pairs', `${games} games; a tournament may have ${MAX_GAMES} at most`),
    );
  return problems;
}

function scheduleProblems({ pairs, analysis }: TournamentSpec, { kind: _, ...counts }: DirectSchedule): SpecError[] {
  if (analysis.primary === null)
    return [
      new SpecError(
        'bad-schedule',
        'schedule.kind',
        'a direct schedule needs two arms that are compared (analysis.primary); take round-robin',
      ),
    ];
  return Object.entries(counts).flatMap(([question, count]) =>
    count <= pairs
      ? []
      : new SpecError(
          'bad-schedule',
          `schedule.${question}`,
          `all pairings share the ${pairs} openings of a block: ${count} pairs are more than \`pairs\``,
        ),
  );
}

function analysisProblems(spec: TournamentSpec): SpecError[] {
  const { arms, analysis, replicates } = spec;
  const contrasts = analysis.family.map((contrast, index): [string, readonly string[]] => [
    `analysis.family.${index}`,
    contrast,
  ]);
  if (analysis.primary) contrasts.unshift(['analysis.primary', analysis.primary]);
  const armsOf = ([field, [a, b]]: [string, readonly string[]]): SpecError[] => {
    const unknown = [a, b].filter((id) => !arms.some((arm) => arm.id === id));
    if (unknown.length) return [new SpecError('unknown-arm', field, `there is no arm ${unknown[0]}`)];
    return a === b
      ? [new SpecError('contrast-with-itself', field, `a contrast needs two different arms, not ${a} twice`)]
      : [];
  };
  return [
    ...contrasts.flatMap(armsOf),
    ...levelProblems(analysis),
    ...endpointProblems(spec),
    ...looksProblems(replicates.length, analysis),
    ...extensionProblems(analysis),
  ];
}

/**
 * Returns the first problem of a match: its number of rounds, its sequential test, its size; undefined if it has none.
 */
export function matchProblem(spec: MatchSpec): SpecError | undefined {
  const { schedule, contestants } = spec;
  if (schedule.kind === 'swiss' && schedule.rounds > maxSwissRounds(contestants.length)) {
    return new SpecError(
      'too-many-rounds',
      'schedule.rounds',
      `a Swiss of ${contestants.length} contestants has ${maxSwissRounds(contestants.length)} rounds at most`,
    );
  }
  const test = pairSprtOf(spec.stop);
  if (test && contestants.length !== 2)
    return new SpecError('bad-test', 'stop', `a sequential test compares two contestants, not ${contestants.length}`);
  const games = matchGames(spec);
  if (games > MAX_GAMES)
    return new SpecError('too-many-games', 'pairs', `${games} games; a match may have ${MAX_GAMES} at most`);
  if (test && test.elo0 >= test.elo1)
    return new SpecError('bad-test', 'stop.elo1', `elo1 must be above elo0: ${test.elo1} is not above ${test.elo0}`);
  return undefined;
}

/** Beyond 20 replicates the patterns of sign flips resolve levels down to this one (2^-17 is the smallest p). */
const LEAST_LEVEL = 1e-5;

function levelProblems(analysis: TournamentSpec['analysis']): SpecError[] {
  const looks = usesEProcess(analysis.stop) ? 1 : (analysis.extend?.spending.length ?? 1);
  const levels = Array.from({ length: looks }, (_, index) => levelOf(analysis, index + 1));
  const least = Math.min(...levels);
  if (levels.length === 0 || least >= LEAST_LEVEL) return [];
  const field = analysis.alpha < LEAST_LEVEL ? 'analysis.alpha' : 'analysis.extend.spending';
  return [
    new SpecError('bad-test', field, `a look would have the level ${least}; sign flips need ${LEAST_LEVEL} at least`),
  ];
}

/** Policy regret is measured at a few temperatures, and at the end: there is nothing to look at or to add to. */
function endpointProblems({ analysis, arms, decoding }: TournamentSpec): SpecError[] {
  if (analysis.endpoint !== 'regret') return [];
  const problems: SpecError[] = [];
  const measured: readonly number[] = REGRET_TEMPERATURES;
  const odd = arms.findIndex((arm) => !measured.includes((arm.decoding ?? decoding).temperature));
  if (odd >= 0)
    problems.push(
      new SpecError(
        'bad-test',
        arms[odd]!.decoding ? `arms.${odd}.decoding.temperature` : 'decoding.temperature',
        `policy regret is measured at temperatures ${measured.join(', ')} only`,
      ),
    );
  if (isSequential(analysis.stop))
    problems.push(new SpecError('bad-test', 'analysis.stop', 'stop rules look at games, which do not decide here'));
  if (analysis.extend)
    problems.push(
      new SpecError('bad-extension', 'analysis.extend', 'further replicates carry over differences of games only'),
    );
  return problems;
}

function looksProblems(replicates: number, { stop }: TournamentSpec['analysis']): SpecError[] {
  const looks = plannedLooks(stop);
  if (!looks) return [];
  const field = 'analysis.stop.looks';
  if (replicates < 2)
    return [new SpecError('bad-test', 'analysis.stop', 'looks need two replicates at least: there is one')];
  if (looks.some((look, i) => i > 0 && look <= looks[i - 1]!))
    return [new SpecError('bad-test', field, 'looks must ascend')];
  if (looks.at(-1) !== replicates)
    return [
      new SpecError('bad-test', field, `the last look must be at all ${replicates} replicates, not ${looks.at(-1)}`),
    ];
  return [];
}

function extensionProblems({ extend, stop }: TournamentSpec['analysis']): SpecError[] {
  if (!extend) return [];
  if (plannedLooks(stop))
    return [
      new SpecError(
        'bad-extension',
        'analysis.extend',
        'planned looks spend all of alpha: take more replicates and looks instead',
      ),
    ];
  const problem = (field: string, message: string): SpecError =>
    new SpecError('bad-extension', `analysis.extend.${field}`, message);
  const { spending } = extend;
  const problems: SpecError[] = [];
  if (usesEProcess(stop)) {
    if (spending.length > 0)
      problems.push(problem('spending', 'the e-process spends nothing by looking: leave it out or empty'));
  } else if (spending.length < 2)
    problems.push(problem('spending', 'an extension needs at least two looks, the first being this tournament'));
  else if (spending.reduce((sum, share) => sum + share, 0) > 1 + 1e-9)
    problems.push(
      problem('spending', 'the looks may not spend more than all of alpha: the shares must make 1 at most'),
    );
  return problems;
}
