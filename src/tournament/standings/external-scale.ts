import type { ExternalScale as ScaleAnswer } from '../../spec/api/index.js';
import type { AnchorDefinition } from '../../spec/index.js';
import type { StandingsRow } from './standings-types.js';

/** An engine of known strength that played in the tournament. */
type ScaleAnchor = ExternalScale['anchors'][number];

/** Elo on the outside scale = Elo of the standings + `shift`. */
export type ExternalScale = ScaleAnswer;

interface NamedContestant {
  readonly name: string;
  readonly engine?: (Pick<AnchorDefinition, 'name'> & { readonly elo?: number | null }) | null;
}

/**
 * Returns the shift from the standings to the scale of the engines that played in them: the mean of (configured Elo -
 * rating here), weighted by the inverse squares of the ratings' errors (inverse-variance weighting). Null if no such
 * engine has a rating.
 */
export function externalScale(
  rows: readonly StandingsRow[],
  contestants: readonly NamedContestant[],
): ExternalScale | null {
  const figures = new Map(
    contestants.flatMap(({ name, engine }) =>
      engine?.elo == null ? [] : [[name, { name: engine.name, elo: engine.elo }] as const],
    ),
  );
  const anchors = rows.flatMap(({ contestant, elo, error, group }): (ScaleAnchor & { label: string })[] => {
    const figure = figures.get(contestant);
    if (!figure || elo === null || error === null || group !== 0) return [];
    return [{ contestant, elo: figure.elo, here: elo, error, label: `${figure.name} = ${figure.elo}` }];
  });
  if (anchors.length === 0) return null;
  // the zero of the standings has no error of its own; it gets a weight far above the others
  const weights = anchors.map(({ error }) => 1 / Math.max(error, 1e-3) ** 2);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return {
    shift: anchors.reduce((sum, { elo, here }, i) => sum + weights[i]! * (elo - here), 0) / total,
    error: 1 / Math.sqrt(total),
    anchors: anchors.map(({ label: _, ...anchor }) => anchor),
    label: `on the scale of ${anchors.map(({ label }) => label).join(', ')}`,
  };
}
