import type { Arm } from '../../spec/index.js';

/** The tones that have a colour of their own. */
const COLOURED = new Set(['positive', 'negative', 'neutral', 'shuffled-a', 'shuffled-b', 'random']);

/** The colour of a contestant by its arm's tone: an arm may have any name. */
export function toneClass(
  { arm, contestant }: { readonly arm: string | null; readonly contestant: string },
  arms: readonly Arm[],
): string {
  if (arm === null) return contestant.startsWith('anchor:') ? 't-anchor' : 't-base';
  const tone = arms.find(({ id }) => id === arm)?.tone ?? '';
  return COLOURED.has(tone) ? `t-${tone}` : 't-other';
}
