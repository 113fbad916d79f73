import type { FineTune, Match, Tournament } from '../../../spec/api/index.js';

/** A copy whose keys are sorted at every level, so that equal treatments have equal JSON. */
function sortKeys(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sortKeys(inner)]),
  );
}

/**
 * Returns a function from a fine-tune to the ids of its arms. It compares treatments, because recipes do not contain
 * the arm: arms of equal treatment share their children, and may differ in how these play.
 */
export function armsByRecipe(tournament: Tournament | Match): (fineTune: FineTune) => readonly string[] {
  const list = tournament.kind === 'tournament' ? tournament.spec.arms : [];
  const arms = new Map<string, string[]>();
  for (const { id, decoding: _, ...treatment } of list) {
    const key = JSON.stringify(sortKeys(treatment));
    arms.set(key, [...(arms.get(key) ?? []), id]);
  }
  return ({ recipe }) => arms.get(JSON.stringify(sortKeys(recipe.treatment))) ?? [recipe.treatment.tone];
}
