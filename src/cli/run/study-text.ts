import type { Generality, StudyResults, Trend } from '../../spec/api/index.js';
import { SCALES } from '../../tournament/report/index.js';
import { table } from '../shell/index.js';

/** Results of a study as text: one row per cell, the declared trend, and how far the difference reaches. */
export function studyLines({ data, trend, invalid, generality }: StudyResults): string[] {
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
  return [...lines, ...(trend ? trendLines(trend) : []), ...(generality ? generalityLines(generality) : [])];
}

function trendLines(trend: Trend): string[] {
  const { write, unit } = SCALES[trend.scale];
  const levels = trend.levels.map(({ level, mean, low, high }) => [
    level,
    mean === null ? '-' : `${write(mean)} ${unit}`,
    low === null ? '-' : `${write(low)} to ${write(high)}`,
  ]);
  return [
    '',
    ...table([{ title: trend.axis }, { title: 'difference', right: true }, { title: 'interval', right: true }], levels),
    '',
    `Declared: ${trend.line}`,
  ];
}

function generalityLines({
  scale,
  combinations,
  settings,
  leftOut,
  variances,
  claims,
  replication,
}: Generality): string[] {
  const { write, unit } = SCALES[scale];
  const rows = combinations.map(({ base, dataset, mean, standardError, replicates }) => [
    base,
    dataset,
    mean === null ? '-' : `${write(mean)} ${unit}`,
    standardError === null ? '-' : `${write(standardError).replace('+', '')} ${unit}`,
    String(replicates),
  ]);
  const spreads = (['base', 'dataset', 'residual'] as const).flatMap((name) => {
    const variance = variances[name];
    return variance === null ? [] : [`${name} ${write(Math.sqrt(variance)).replace('+', '')} ${unit}`];
  });
  return [
    '',
    ...table(
      [
        { title: 'base' },
        { title: 'dataset' },
        { title: 'difference', right: true },
        { title: 'standard error', right: true },
        { title: 'replicates', right: true },
      ],
      rows,
    ),
    ...(settings > 1 ? [`note: each is a mean over ${settings} other settings of the grid`] : []),
    ...leftOut.map(({ name, reason }) => `left out: ${name}: ${reason}`),
    '',
    ...claims.map((claim) => `Reach: ${claim}`),
    ...(spreads.length > 0 ? [`Spread (REML): ${spreads.join(', ')}`] : []),
    ...replication.lines.map((line) => `Replication: ${line}`),
  ];
}
