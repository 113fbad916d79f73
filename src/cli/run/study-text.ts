import type { StudyResults } from '../../spec/api/index.js';
import { SCALES } from '../../tournament/report/index.js';
import { table } from '../shell/index.js';

/** Results of a study as text: one row per cell, then the declared trend. */
export function studyLines({ data, trend, invalid }: StudyResults): string[] {
  const columns = [
    { title: 'cell' },
    { title: 'verdict' },
    { title: 'difference', right: true },
    { title: 'interval', right: true },
    { title: 'p', right: true },
    { title: 'p (Holm)', right: true },
  ];
  const rows = data.map(({ name, state, verdict, scale, mean, low, high, p, adjusted }) => {
    const words = SCALES[scale === 'score' ? 'score' : 'elo'];
    return [
      name,
      verdict ?? state,
      mean === null ? '-' : `${words.write(mean)} ${words.unit}`,
      low === null || high === null ? '-' : `${words.write(low)} to ${words.write(high)}`,
      ...[p, adjusted].map((value) => (value === null ? '-' : value.toPrecision(2))),
    ];
  });
  const lines = table(columns, rows);
  if (invalid.length > 0) lines.push(`note: invalid cells: ${invalid.join(', ')}`);
  if (!trend) return lines;
  const { write, unit } = SCALES[trend.scale];
  const levels = trend.levels.map(({ level, mean, low, high }) => [
    level,
    mean === null ? '-' : `${write(mean)} ${unit}`,
    low === null ? '-' : `${write(low)} to ${write(high)}`,
  ]);
  return [
    ...lines,
    '',
    ...table([{ title: trend.axis }, { title: 'difference', right: true }, { title: 'interval', right: true }], levels),
    '',
    `Declared: ${trend.line}`,
  ];
}
