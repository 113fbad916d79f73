/**
 * Figures of the report as inline SVG: without scripts, coloured by CSS variables, so that they follow the page's
 * colour scheme and print with it.
 */

import { SCALES, signed } from '../report/index.js';
import type { StandingsRow } from '../standings/index.js';
import type { Contrast } from '../verdict/index.js';
import { html, type Markup, type Part } from './markup.js';

/** Width of every figure in SVG units; the page scales it. */
const WIDTH = 760;

/**
 * Returns about `count` round numbers (1, 2 or 5 times a power of ten apart) within [low, high].
 *
 * @internal
 */
export function ticksOf(low: number, high: number, count = 6): number[] {
  const rough = (high - low) / count || 1;
  const unit = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * unit).find((candidate) => candidate >= rough)!;
  const ticks: number[] = [];
  for (let k = Math.ceil(low / step); k * step <= high + 1e-9 * step; k++)
    ticks.push(Number((k * step).toPrecision(12)));
  return ticks;
}

/** A horizontal axis. `at` maps a value to an x coordinate and clamps it to the axis. */
interface Axis {
  readonly left: number;
  readonly right: number;
  readonly low: number;
  readonly high: number;
  readonly at: (value: number) => number;
}

/** An axis that contains `values` and 0, with a margin of 6 %. */
function axisOver(values: readonly number[], left: number, right: number): Axis {
  let low = Math.min(0, ...values);
  let high = Math.max(0, ...values);
  if (high - low < 1e-9) [low, high] = [low - 1, high + 1];
  const margin = 0.06 * (high - low);
  [low, high] = [low - margin, high + margin];
  return {
    left,
    right,
    low,
    high,
    at: (value) => left + ((Math.min(high, Math.max(low, value)) - low) / (high - low)) * (right - left),
  };
}

/** x coordinate of a value, as text. */
const xOf = (axis: Axis, value: number): string => axis.at(value).toFixed(1);

/** Text at (x, y) with CSS classes; anchored at its start unless `anchor` is given. */
function label(
  x: number | string,
  y: number,
  content: Part,
  { kind, anchor }: { readonly kind?: string; readonly anchor?: 'middle' | 'end' } = {},
): Markup {
  const classes = kind === undefined ? null : html` class="${kind}"`;
  const anchored = anchor === undefined ? null : html` text-anchor="${anchor}"`;
  return html`<text${classes} x="${x}" y="${y}"${anchored}>${content}</text>`;
}

/** Vertical grid lines with the numbers below them. */
function gridOf(axis: Axis, top: number, bottom: number, write: (value: number) => string): Markup {
  return html`${ticksOf(axis.low, axis.high).map((tick) => {
    const x = xOf(axis, tick);
    const line = html`<line class="${tick === 0 ? 'zero' : 'grid'}" x1="${x}" x2="${x}" y1="${top}" y2="${bottom}"/>`;
    return html`${line}${label(x, bottom + 14, write(tick), { kind: 'tick', anchor: 'middle' })}`;
  })}`;
}

/** The figure with its accessible name. */
const svg = (height: number, name: string, content: Markup): Markup =>
  html`<div class="wide"><svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${name}">${content}</svg></div>`;

/** A horizontal line from `low` to `high`: an error bar. */
const errorBar = (axis: Axis, y: number, [low, high]: readonly [number, number], kind: string): Markup =>
  html`<line class="${kind}" x1="${xOf(axis, low)}" x2="${xOf(axis, high)}" y1="${y}" y2="${y}"/>`;

/** A square of 8 units around a value. */
const square = (axis: Axis, value: number, y: number): Markup =>
  html`<rect class="mark" x="${(axis.at(value) - 4).toFixed(1)}" y="${y - 4}" width="8" height="8"/>`;

/**
 * Half-widths of each replicate's difference from games alone, Elo; null if one of the two has no rating here. `before`
 * counts the replicates of the tournaments that this one extends.
 */
function gameErrors(contrast: Contrast, rows: readonly StandingsRow[], before: number): (number | null)[] {
  return contrast.differences.map(({ replicate }) => {
    const errors = contrast.arms.map(
      (arm) => rows.find((row) => row.arm === arm && row.replicate === replicate - before)?.error ?? null,
    );
    return contrast.scale === 'elo' && errors.every((error) => error !== null)
      ? Math.hypot(...(errors as number[]))
      : null;
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
