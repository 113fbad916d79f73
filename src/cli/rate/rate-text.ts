import type { CycleTest } from '../../rating/davidson/index.js';
import type { ModelName } from '../../rating/elo/index.js';
import { table } from '../shell/index.js';

/** The output of `sentimate rate --json`; null for what the games do not determine. Elo. */
export interface RateReport {
  readonly model: ModelName;
  readonly players: readonly {
    readonly name: string;
    readonly elo: number | null;
    readonly error: number | null;
    readonly bound?: { readonly side: 'above' | 'below'; readonly elo: number };
    readonly points: number;
    readonly games: number;
    readonly rank: readonly [number, number] | null;
  }[];
  readonly whiteAdvantage: number | null;
  readonly drawElo?: number | null;
  readonly drawNu?: number | null;
  readonly logLikelihood: number | null;
  readonly components: readonly (readonly string[])[];
  readonly cycles: CycleTest | null;
  readonly games: number;
  readonly passedOver: number;
}

/** One decimal; -0.0 is printed as 0.0. */
const number = (value: number | null): string =>
  value === null ? 'not estimable' : value.toFixed(1).replace(/^-(0\.0)$/, '$1');

/** The report as a table and lines of text. */
export function rateLines({
  players,
  whiteAdvantage,
  drawElo,
  drawNu,
  components,
  cycles,
  games,
  passedOver,
}: RateReport): string[] {
  const rows = players.map(({ name, elo, error, bound, points, games: played, rank }) => [
    rank ? (rank[0] === rank[1] ? String(rank[0]) : `${rank[0]}-${rank[1]}`) : '',
    name,
    bound ? `${bound.side === 'above' ? '>=' : '<='} ${number(bound.elo)}` : number(elo),
    error === null ? '' : number(error),
    String(points),
    String(played),
    `${((100 * points) / played).toFixed(1)} %`,
  ]);
  const right = true as const;
  const lines = table(
    [
      { title: 'rank' },
      { title: 'player' },
      { title: 'Elo', right },
      { title: '± 95 %', right },
      { title: 'points', right },
      { title: 'games', right },
      { title: 'score', right },
    ],
    rows,
  );
  lines.push('', `White's advantage  ${number(whiteAdvantage)}`);
  if (drawElo !== undefined) lines.push(`draw Elo           ${number(drawElo)}`);
  if (drawNu !== undefined && drawNu !== null)
    lines.push(`draws of equals    ${((100 * drawNu) / (2 + drawNu)).toFixed(1)} %`);
  if (cycles)
    lines.push(
      `cycles             chi-square ${cycles.chiSquare.toFixed(1)} on ${cycles.degrees}, p = ${cycles.p.toFixed(4)}`,
    );
  lines.push(
    `games              ${games}${passedOver ? `, ${passedOver} skipped (no result, or not two named players)` : ''}`,
  );
  if (components.length > 1) {
    lines.push('', 'These groups are not connected both ways by points; Elo does not compare between them:');
    for (const members of components)
      lines.push(
        `  ${members.slice(0, 12).join(', ')}${members.length > 12 ? ` and ${members.length - 12} more` : ''}`,
      );
  }
  return lines;
}
