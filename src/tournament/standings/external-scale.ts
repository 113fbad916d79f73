import type { EngineDefinition } from '../../spec/index.js';
import type { StandingsRow } from './standings.js';

export interface ScaleAnchor {
  readonly contestant: string;
  /** What its configuration says, on the outside scale. */
  readonly elo: number;
  /** What it reached here, on the scale of the standings, with the half-width of its 95 % interval. */
  readonly here: number;
  readonly error: number;
}

/** Elo on the outside scale = Elo of the standings + `shift`. */
export interface ExternalScale {
  readonly shift: number;
  /** Half-width of the 95 % interval from the games alone: how right the anchors' own figures are it does not know. */
  readonly error: number;
  readonly anchors: readonly ScaleAnchor[];
  /** In words, with whose scale it is. */
  readonly label: string;
}

interface Placed {
  readonly name: string;
  readonly engine?: Pick<EngineDefinition, 'name' | 'elo'> | null;
}

/**
 * Where the standings stand on the scale of the engines that played in them: the mean of (own figure - rating here),
 * weighted by the inverse squares of the ratings' errors. Null where no such engine has a rating.
 */
export function externalScale(rows: readonly StandingsRow[], contestants: readonly Placed[]): ExternalScale | null {
  const figures = new Map(
    contestants.flatMap(({ name, engine }) => (engine?.elo == null ? [] : [[name, engine] as const])),
  );
  const anchors = rows.flatMap(({ contestant, elo, error, group }): (ScaleAnchor & { label: string })[] => {
    const figure = figures.get(contestant);
    if (!figure || elo === null || error === null || group !== 0) return [];
    return [{ contestant, elo: figure.elo!, here: elo, error, label: `${figure.name} = ${figure.elo}` }];
  });
  if (anchors.length === 0) return null;
  // the zero of the standings has no error of its own; it counts as far more certain than the others
  const weights = anchors.map(({ error }) => 1 / Math.max(error, 1e-3) ** 2);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return {
    shift: anchors.reduce((sum, { elo, here }, i) => sum + weights[i]! * (elo - here), 0) / total,
    error: 1 / Math.sqrt(total),
    anchors: anchors.map(({ label: _, ...anchor }) => anchor),
    label: `on the scale of ${anchors.map(({ label }) => label).join(', ')}`,
  };
}
