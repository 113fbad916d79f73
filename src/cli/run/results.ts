/** Standings and verdict of a tournament as text. The numbers are those of the API. */
import type { Faults, Standings, Verdict } from '../../spec/api/index.js';
import { table } from '../shell/index.js';
import { standingsLines } from './standings-text.js';
import { treatmentLines } from './treatment-lines.js';

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
