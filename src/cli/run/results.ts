/** Standings and verdict of a tournament as text. The numbers are those of the API. */
import type { Faults, Standings, Verdict } from '../../spec/api/index.js';
import { table } from '../shell/index.js';
import { treatmentLines } from './treatment-lines.js';

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

/** Games lost by faults and attempts that were replayed, by contestant; no lines if there was none. */
function faultLines({ contestants }: Faults): string[] {
  if (contestants.length === 0) return [];
  const text = (counts: Readonly<Record<string, number>>): string =>
    Object.entries(counts)
      .map(([cause, count]) => `${count} ${cause}`)
      .join(', ') || '-';
  const columns = [
    { title: 'contestant' },
    { title: 'games lost by its own fault' },
    { title: 'attempts lost by the machine' },
  ];
  const rows = contestants.map(({ contestant, lost, replayed }) => [contestant, text(lost), text(replayed)]);
  return [
    '',
    'Faults',
    '',
    ...table(columns, rows),
    'A contestant’s own faults count as losses; what the machine lost was played again.',
  ];
}

/** Effect of the fine-tuning, standings, faults and verdict of a tournament of arms. */
export function resultLines(standings: Standings, verdict: Verdict): string[] {
  return [
    'What the fine-tuning did',
    '',
    ...treatmentLines(verdict),
    '',
    'Standings',
    '',
    ...standingsLines(standings),
    ...faultLines(standings.faults),
    '',
    `Verdict: ${verdict.line}`,
  ];
}
