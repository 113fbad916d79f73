/** Standings as text. The numbers are those of the API. */
import type { Standings } from '../../spec/api/index.js';
import { table } from '../shell/index.js';

type StandingsRow = Standings['rows'][number];

const signed = (value: number, digits = 0): string => `${value < 0 ? '-' : '+'}${Math.abs(value).toFixed(digits)}`;

function eloText({ elo, error, bound }: StandingsRow): string {
  if (bound) return bound.side === 'above' ? `above ${signed(bound.elo)}` : `below ${signed(bound.elo)}`;
  if (elo === null) return 'not known';
  return error ? `${signed(elo)} ± ${error.toFixed(0)}` : signed(elo);
}

const rankText = ([best, worst]: readonly [number, number]): string =>
  best === worst ? `${best}` : `${best}-${worst}`;

/** The table of ratings with its facts and notes. */
export function standingsLines({ rows, zero, whiteAdvantage, drawRate, notes, external }: Standings): string[] {
  const columns = [
    { title: 'rank' },
    { title: 'contestant' },
    { title: 'Elo', right: true },
    { title: 'score', right: true },
    { title: 'won', right: true },
    { title: 'drawn', right: true },
    { title: 'lost', right: true },
    { title: 'games', right: true },
  ];
  const cells = rows.map((row) => [
    rankText(row.rank),
    row.contestant,
    eloText(row),
    row.score === null ? '-' : `${(100 * row.score).toFixed(1)} %`,
    ...[row.wins, row.draws, row.losses, row.games].map(String),
  ]);
  const facts = [
    `Elo 0 is ${zero === 'mean' ? 'the mean of all' : zero}; ± is half of a 95 % interval`,
    ...(whiteAdvantage === null ? [] : [`White’s advantage ${signed(whiteAdvantage)} Elo`]),
    ...(drawRate === null ? [] : [`draws between equals ${(100 * drawRate).toFixed(0)} %`]),
    ...(external ? [`${external.label}: add ${signed(external.shift)} ± ${external.error.toFixed(0)}`] : []),
  ];
  return [...table(columns, cells), facts.join('; '), ...notes.map((note) => `note: ${note}`)];
}
