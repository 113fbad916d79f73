import type { FineTune, Tournament } from '../../api/index.js';

/** Keys in order at each level, so that equal treatments have equal text. */
function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}

/** Which arm a fine-tune belongs to: recipes do not name it, since equal treatments share their children. */
export function armsByRecipe({ spec }: Tournament): (fineTune: FineTune) => string {
  const arms = new Map((spec.arms ?? []).map(({ id, ...arm }) => [JSON.stringify(sorted(arm)), id]));
  return ({ recipe }) => arms.get(JSON.stringify(sorted(recipe.treatment))) ?? recipe.treatment.tone;
}
