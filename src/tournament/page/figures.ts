/**
 * Figures of the report as inline SVG: without scripts, coloured by CSS variables, so that they follow the page's
 * colour scheme and print with it.
 */

import { SCALES, signed } from '../report/index.js';
import type { StandingsRow } from '../standings/index.js';
import type { Contrast } from '../verdict/index.js';
import { type Axis, axisOver, errorBar, gridOf, label, square, svg, WIDTH, xOf } from './drawing.js';
import { html, type Markup } from './markup.js';

/**
 * Half-widths (95 %) of each replicate's difference from games alone, Elo: of its direct games, else of the two
 * ratings; null if they are not known. `before` counts the replicates of the tournaments that this one extends.
 */
function gameErrors(
  { arms, differences, scale }: Contrast,
  rows: readonly StandingsRow[],
  before: number,
): (number | null)[] {
  return differences.map(({ replicate, error }) => {
    if (scale !== 'elo') return null;
    if (error != null) return 1.96 * error;
    const errors = arms.map(
      (arm) => rows.find((row) => row.arm === arm && row.replicate === replicate - before)?.error ?? null,
    );
    return errors.every((one) => one !== null) ? Math.hypot(...(errors as number[])) : null;
  });
}

/** What a forest plot shows. */
export interface Forest {
  readonly contrast: Contrast;
  /** Seed of every replicate, those of the tournaments that this one extends first. */
  readonly seeds: readonly number[];
  /** Number of replicates of those tournaments. */
  readonly before: number;
  /** Margin of equivalence, Elo. */
  readonly margin: number;
  readonly rows: readonly StandingsRow[];
}

/** Height of a line of the forest plot. */
const FOREST_ROW = 22;

/** One line per replicate, the interval over replicates as a diamond, the margin of equivalence as a band. */
export function forestPlot(forest: Forest): Markup {
  const { contrast, margin } = forest;
  const { arms, differences, mean, low, high } = contrast;
  const scale = SCALES[contrast.scale];
  const errors = gameErrors(contrast, forest.rows, forest.before);
  const band = contrast.scale === 'elo' ? margin : null;
  const ends = differences.flatMap(({ difference }, i) => [
    difference - (errors[i] ?? 0),
    difference + (errors[i] ?? 0),
  ]);
  const axis = axisOver([...ends, low ?? 0, high ?? 0, band ?? 0, -(band ?? 0)], 150, 600);
  const top = 26;
  const bottom = top + FOREST_ROW * (differences.length + 1) + 12;
  const summaryY = bottom - FOREST_ROW / 2 - 2;
  const ruleY = summaryY - FOREST_ROW / 2 - 1;
  const bandWidth = band === null ? '' : (axis.at(band) - axis.at(-band)).toFixed(1);
  const bandBox =
    band === null
      ? null
      : html`<rect class="band" x="${xOf(axis, -band)}" y="${top}" width="${bandWidth}" height="${bottom - top}"/>`;
  const limits = low === null || high === null ? null : html` [${scale.write(low)}, ${scale.write(high)}]`;
  const content = html`
${bandBox}
${gridOf(axis, top, bottom, scale.write)}
${forestHeads(axis, arms, scale.unit)}
${differences.map((_, i) => forestRow(forest, axis, i, top + FOREST_ROW * (i + 0.5) + 2, errors[i]))}
<line class="rule" x1="0" x2="${WIDTH}" y1="${ruleY}" y2="${ruleY}"/>
${label(0, summaryY + 4, `mean of ${differences.length}`, { kind: 'strong' })}${diamond(axis, contrast, summaryY)}
${label(WIDTH, summaryY + 4, html`${scale.write(mean)}${limits}`, { kind: 'number strong', anchor: 'end' })}`;
  return svg(bottom + 20, `Difference of ${arms[0]} and ${arms[1]} by replicate, ${scale.long}`, content);
}

function forestHeads(axis: Axis, arms: readonly [string, string], unit: string): Markup {
  return html`${label(0, 14, 'replicate (seed)', { kind: 'head' })}${label(axis.left, 14, `← ${arms[1]} stronger`, {
    kind: 'head',
  })}${label(axis.right, 14, `${arms[0]} stronger →`, { kind: 'head', anchor: 'end' })}${label(WIDTH, 14, unit, {
    kind: 'head',
    anchor: 'end',
  })}`;
}

function forestRow(
  { contrast, seeds, before }: Forest,
  axis: Axis,
  i: number,
  y: number,
  error: number | null | undefined,
): Markup {
  const { replicate, difference } = contrast.differences[i]!;
  const seed = `(seed ${seeds[replicate - 1]}${replicate <= before ? ', earlier' : ''})`;
  const name = label(0, y + 4, html`${replicate} <tspan class="soft">${seed}</tspan>`);
  const bar = error == null ? null : errorBar(axis, y, [difference - error, difference + error], 'thin');
  const value = label(WIDTH, y + 4, SCALES[contrast.scale].write(difference), { kind: 'number', anchor: 'end' });
  return html`${name}${bar}${square(axis, difference, y)}${value}`;
}

/** The mean as a diamond as wide as its interval, or a small one without an interval. */
function diamond(axis: Axis, { mean, low, high }: Contrast, y: number): Markup | null {
  if (mean === null) return null;
  const x = (value: number): string => xOf(axis, value);
  const path =
    low === null || high === null
      ? `M${x(mean)} ${y - 6}l6 6-6 6-6-6z`
      : `M${x(low)} ${y}L${x(mean)} ${y - 7}L${x(high)} ${y}L${x(mean)} ${y + 7}z`;
  return html`<path class="summary" d="${path}"/>`;
}

/**
 * Ratings with their 95 % intervals, in the order of `rows`; an arrow where games give only a bound. `classOf` returns
 * the CSS class of a row.
 */
export function ratingPlot(rows: readonly StandingsRow[], classOf: (row: StandingsRow) => string): Markup {
  const rated = rows.filter(({ group }) => group === 0);
  const values = rated.flatMap(({ elo, error, bound }) =>
    bound ? [bound.elo] : elo === null ? [] : [elo - (error ?? 0), elo + (error ?? 0)],
  );
  const axis = axisOver(values, 170, 580);
  const height = 20;
  const top = 26;
  const bottom = top + height * rated.length + 6;
  const eloX = axis.right + 92;
  const content = html`
${gridOf(axis, top, bottom, (value) => signed(value))}
${label(0, 14, 'rank', { kind: 'head' })}${label(46, 14, 'contestant', { kind: 'head' })}${label(
  eloX,
  14,
  'Elo ± 95 %',
  {
    kind: 'head',
    anchor: 'end',
  },
)}${label(WIDTH, 14, 'score', { kind: 'head', anchor: 'end' })}
${rated.map((row, i) => {
  const y = top + height * (i + 0.5) + 2;
  const { rank, contestant, score } = row;
  const ranks = rank[0] === rank[1] ? rank[0] : `${rank[0]}–${rank[1]}`;
  const names = html`${label(0, y + 4, ranks, { kind: 'soft' })}${label(46, y + 4, contestant)}`;
  const elo = label(eloX, y + 4, ratingText(row), { kind: 'number', anchor: 'end' });
  const percent = score === null ? '–' : (100 * score).toFixed(1);
  const points = label(WIDTH, y + 4, percent, { kind: 'number soft', anchor: 'end' });
  return html`<g class="${classOf(row)}">${names}${ratingMark(axis, row, y)}${elo}${points}</g>`;
})}`;
  return svg(bottom + 20, 'Ratings of all contestants with their 95 % intervals', content);
}

function ratingText({ elo, error, bound }: StandingsRow): string {
  if (bound) return `${bound.side === 'above' ? '>' : '<'} ${signed(bound.elo)}`;
  return `${signed(elo)}${error ? ` ± ${error.toFixed(0)}` : ''}`;
}

/** An arrow for a bound, else a dot with its error bar. */
function ratingMark(axis: Axis, { elo, error, bound }: StandingsRow, y: number): Markup {
  if (bound) {
    const [length, head] = bound.side === 'above' ? [24, '-6-4l6 4-6 4'] : [-24, '6-4l-6 4 6 4'];
    return html`<path class="arrow" d="M${xOf(axis, bound.elo)} ${y}h${length}m${head}"/>`;
  }
  const bar = error ? errorBar(axis, y, [elo! - error, elo! + error], 'thick') : null;
  return html`${bar}<circle class="dot" cx="${xOf(axis, elo!)}" cy="${y}" r="4.5"/>`;
}

/** One group of a strip plot. */
export interface Strip {
  readonly name: string;
  /** CSS class. */
  readonly kind: string;
  readonly values: readonly number[];
  readonly mean: number | null;
  /** Limits of the mean's interval. */
  readonly low: number | null;
  readonly high: number | null;
  /** Text at the right end. */
  readonly note: string;
}

/** One line per group: its members as dots, its mean with the interval. `name` is the figure's accessible name. */
export function stripPlot(strips: readonly Strip[], name: string, digits: number): Markup {
  const axis = axisOver(
    strips.flatMap(({ values, low, high }) => [...values, low ?? 0, high ?? 0]),
    130,
    540,
  );
  const height = 28;
  const top = 10;
  const bottom = top + height * strips.length + 4;
  const content = html`
${gridOf(axis, top, bottom, (value) => signed(value, digits))}
${strips.map(({ name: group, kind, values, mean, low, high, note }, i) => {
  const y = top + height * (i + 0.5);
  const dots = values.map((value) => html`<circle class="ghost" cx="${xOf(axis, value)}" cy="${y}" r="4"/>`);
  const bar = low === null || high === null ? null : errorBar(axis, y, [low, high], 'thick');
  const mark = mean === null ? null : square(axis, mean, y);
  const right = label(WIDTH, y + 4, note, { kind: 'number', anchor: 'end' });
  return html`<g class="${kind}">${label(0, y + 4, group)}${dots}${bar}${mark}${right}</g>`;
})}`;
  return svg(bottom + 20, name, content);
}
