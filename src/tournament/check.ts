import { canonicalJson, type TournamentSpec } from '../spec/index.js';
import { countPairings } from './schedule.js';
import { SpecError } from './spec-error.js';

/** A schedule is written in one transaction; more games than this belong in a study. */
export const MAX_GAMES = 2_000_000;

/** Everything wrong with a spec whose shape is right, in the order of its fields; empty when it can be planned. */
export function problemsOf(spec: TournamentSpec): SpecError[] {
  return [...armProblems(spec), ...sizeProblems(spec), ...analysisProblems(spec)];
}

function armProblems({ arms }: TournamentSpec): SpecError[] {
  const problems: SpecError[] = [];
  const ids = new Set<string>();
  const treatments = new Map<string, string>();
  arms.forEach(({ id, ...treatment }, index) => {
    if (ids.has(id)) problems.push(new SpecError('duplicate-arm', `arms.${index}.id`, `two arms are called ${id}`));
    ids.add(id);
    // equal treatments share their children, so they would be one contestant under two names
    const text = canonicalJson(treatment);
    const twin = treatments.get(text);
    if (twin !== undefined && twin !== id)
      problems.push(new SpecError('duplicate-treatment', `arms.${index}`, `the arms ${twin} and ${id} are the same treatment`));
    treatments.set(text, id);
    const wanted = arms[0]!.dose.examples;
    if (treatment.dose.examples !== wanted)
      problems.push(
        new SpecError(
          'unequal-examples',
          `arms.${index}.dose.examples`,
          `all arms take the same number of examples: ${arms[0]!.id} has ${wanted}, ${id} has ${treatment.dose.examples}`,
        ),
      );
  });
  return problems;
}

function sizeProblems(spec: TournamentSpec): SpecError[] {
  const games = 2 * spec.pairs * countPairings(spec.arms.length, spec.replicates.length, spec.anchors.length);
  if (games <= MAX_GAMES) return [];
  return [new SpecError('too-many-games', 'pairs', `${games} games; a tournament may have ${MAX_GAMES} at most`)];
}

function analysisProblems({ arms, analysis }: TournamentSpec): SpecError[] {
  const contrasts = analysis.family.map((contrast, index): [string, readonly string[]] => [`analysis.family.${index}`, contrast]);
  if (analysis.primary) contrasts.unshift(['analysis.primary', analysis.primary]);
  return contrasts.flatMap(([field, [a, b]]) => {
    const unknown = [a, b].filter((id) => !arms.some((arm) => arm.id === id));
    if (unknown.length) return [new SpecError('unknown-arm', field, `there is no arm ${unknown[0]}`)];
    return a === b ? [new SpecError('contrast-with-itself', field, `a contrast needs two different arms, not ${a} twice`)] : [];
  });
}
