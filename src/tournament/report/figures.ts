/**
 * Figures of the report as inline SVG: no scripts, colours by CSS variables, so that they print and turn dark with the
 * page.
 */

import type { StandingsRow } from '../standings/index.js';
import type { Contrast } from '../verdict/index.js';
import { html, type Markup } from './markup.js';
import { SCALES, signed } from './number-text.js';

/** Width of every figure, in its own units; the page scales it. */
const WIDTH = 760;
const ROW = 22;

/** About `wanted` round numbers over [low, high]. */
export function ticksOf(low: number, high: number, wanted = 6): number[] {
  const rough = (high - low) / wanted || 1;
  const unit = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * unit).find((candidate) => candidate >= rough)!;
  const ticks: number[] = [];
  for (let k = Math.ceil(low / step); k * step <= high + 1e-9 * step; k++)
    ticks.push(Number((k * step).toPrecision(12)));
  return ticks;
}

interface Axis {
  readonly left: number;
  readonly right: number;
  readonly low: number;
  readonly high: number;
  readonly at: (value: number) => number;
}

/** Holds `values` and 0, with a margin of 6 %. */
function axisOver(values: readonly number[], left: number, right: number): Axis {
  let low = Math.min(0, ...values);
  let high = Math.max(0, ...values);
  if (high - low < 1e-9) [low, high] = [low - 1, high + 1];
  const room = 0.06 * (high - low);
  [low, high] = [low - room, high + room];
  return {
    left,
    right,
    low,
    high,
    at: (value) => left + ((Math.min(high, Math.max(low, value)) - low) / (high - low)) * (right - left),
  };
}

function gridOf(axis: Axis, top: number, bottom: number, write: (value: number) => string): Markup {
  return html`${ticksOf(axis.low, axis.high).map(
    (tick) =>
      html`<line class="${tick === 0 ? 'zero' : 'grid'}" x1="${axis.at(tick).toFixed(1)}" x2="${axis.at(tick).toFixed(1)}" y1="${top}" y2="${bottom}"/><text class="tick" x="${axis.at(tick).toFixed(1)}" y="${bottom + 14}" text-anchor="middle">${write(tick)}</text>`,
  )}`;
}

const svg = (height: number, label: string, content: Markup): Markup =>
  html`<div class="wide"><svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${label}">${content}</svg></div>`;

const whisker = (axis: Axis, y: number, low: number, high: number, kind: string): Markup =>
  html`<line class="${kind}" x1="${axis.at(low).toFixed(1)}" x2="${axis.at(high).toFixed(1)}" y1="${y}" y2="${y}"/>`;

/**
 * Half-widths of each replicate's difference from games alone; null where one of the two has no rating here. `before`
 * counts the replicates of the tournaments that this one follows.
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

export interface Forest {
  readonly contrast: Contrast;
  /** Of every replicate, those of the tournaments that this one follows first. */
  readonly seeds: readonly number[];
  /** How many of them are those others'. */
  readonly before: number;
  /** Elo. */
  readonly margin: number;
  readonly rows: readonly StandingsRow[];
}

/** One line a replicate, the interval over replicates as a diamond, the margin of equivalence as a band. */
export function forestPlot({ contrast, seeds, before, margin, rows }: Forest): Markup {
  const { arms, differences, mean, low, high } = contrast;
  const scale = SCALES[contrast.scale];
  const write = (value: number): string => scale.write(value);
  const errors = gameErrors(contrast, rows, before);
  const band = contrast.scale === 'elo' ? margin : null;
  const ends = differences.flatMap(({ difference }, i) => [
    difference - (errors[i] ?? 0),
    difference + (errors[i] ?? 0),
  ]);
  const axis = axisOver([...ends, low ?? 0, high ?? 0, band ?? 0, -(band ?? 0)], 150, 600);
  const top = 26;
  const bottom = top + ROW * (differences.length + 1) + 12;
  const summary = bottom - ROW / 2 - 2;
  const x = (value: number): string => axis.at(value).toFixed(1);
  const diamond =
    mean === null
      ? null
      : low === null || high === null
        ? html`<path class="summary" d="M${x(mean)} ${summary - 6}l6 6-6 6-6-6z"/>`
        : html`<path class="summary" d="M${x(low)} ${summary}L${x(mean)} ${summary - 7}L${x(high)} ${summary}L${x(mean)} ${summary + 7}z"/>`;
  const content = html`
${band === null ? null : html`<rect class="band" x="${x(-band)}" y="${top}" width="${(axis.at(band) - axis.at(-band)).toFixed(1)}" height="${bottom - top}"/>`}
${gridOf(axis, top, bottom, write)}
<text class="head" x="0" y="14">replicate (seed)</text><text class="head" x="${axis.left}" y="14">← ${arms[1]} stronger</text><text class="head" x="${axis.right}" y="14" text-anchor="end">${arms[0]} stronger →</text><text class="head" x="${WIDTH}" y="14" text-anchor="end">${scale.unit}</text>
${differences.map(({ replicate, difference }, i) => {
  const y = top + ROW * (i + 0.5) + 2;
  const error = errors[i];
  return html`<text x="0" y="${y + 4}">${replicate} <tspan class="soft">(seed ${seeds[replicate - 1]}${replicate <= before ? ', earlier' : null})</tspan></text>${error == null ? null : whisker(axis, y, difference - error, difference + error, 'thin')}<rect class="mark" x="${(axis.at(difference) - 4).toFixed(1)}" y="${y - 4}" width="8" height="8"/><text class="number" x="${WIDTH}" y="${y + 4}" text-anchor="end">${write(difference)}</text>`;
})}
<line class="rule" x1="0" x2="${WIDTH}" y1="${summary - ROW / 2 - 1}" y2="${summary - ROW / 2 - 1}"/>
<text class="strong" x="0" y="${summary + 4}">mean of ${differences.length}</text>${diamond}
<text class="number strong" x="${WIDTH}" y="${summary + 4}" text-anchor="end">${scale.write(mean)}${low === null || high === null ? null : html` [${write(low)}, ${write(high)}]`}</text>`;
  return svg(bottom + 20, `Difference of ${arms[0]} and ${arms[1]} by replicate, ${scale.long}`, content);
}

/** Ratings with their 95 % intervals, strongest first; an arrow where games give only a bound. */
export function ratingPlot(rows: readonly StandingsRow[], classOf: (row: StandingsRow) => string): Markup {
  const placed = rows.filter(({ group }) => group === 0);
  const values = placed.flatMap(({ elo, error, bound }) =>
    bound ? [bound.elo] : elo === null ? [] : [elo - (error ?? 0), elo + (error ?? 0)],
  );
  const axis = axisOver(values, 170, 580);
  const height = 20;
  const top = 26;
  const bottom = top + height * placed.length + 6;
  const content = html`
${gridOf(axis, top, bottom, (value) => signed(value))}
<text class="head" x="0" y="14">rank</text><text class="head" x="46" y="14">contestant</text><text class="head" x="${axis.right + 92}" y="14" text-anchor="end">Elo ± 95 %</text><text class="head" x="${WIDTH}" y="14" text-anchor="end">score</text>
${placed.map((row, i) => {
  const y = top + height * (i + 0.5) + 2;
  const { elo, error, bound, rank, contestant, score } = row;
  const shown = bound
    ? `${bound.side === 'above' ? '>' : '<'} ${signed(bound.elo)}`
    : `${signed(elo)}${error ? ` ± ${error.toFixed(0)}` : ''}`;
  const mark = bound
    ? html`<path class="arrow" d="M${axis.at(bound.elo).toFixed(1)} ${y}h${bound.side === 'above' ? 24 : -24}m${bound.side === 'above' ? '-6-4l6 4-6 4' : '6-4l-6 4 6 4'}"/>`
    : html`${error ? whisker(axis, y, elo! - error, elo! + error, 'thick') : null}<circle class="dot" cx="${axis.at(elo!).toFixed(1)}" cy="${y}" r="4.5"/>`;
  return html`<g class="${classOf(row)}"><text class="soft" x="0" y="${y + 4}">${rank[0] === rank[1] ? rank[0] : `${rank[0]}–${rank[1]}`}</text><text x="46" y="${y + 4}">${contestant}</text>${mark}<text class="number" x="${axis.right + 92}" y="${y + 4}" text-anchor="end">${shown}</text><text class="number soft" x="${WIDTH}" y="${y + 4}" text-anchor="end">${score === null ? '–' : (100 * score).toFixed(1)}</text></g>`;
})}`;
  return svg(bottom + 20, 'Ratings of all contestants with their 95 % intervals', content);
}

export interface Strip {
  readonly name: string;
  readonly kind: string;
  readonly values: readonly number[];
  readonly mean: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** What stands at the right end. */
  readonly note: string;
}

/** One line a group: its members as dots, its mean with the interval. */
export function stripPlot(strips: readonly Strip[], label: string, digits: number): Markup {
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
${strips.map(({ name, kind, values, mean, low, high, note }, i) => {
  const y = top + height * (i + 0.5);
  return html`<g class="${kind}"><text x="0" y="${y + 4}">${name}</text>${values.map((value) => html`<circle class="ghost" cx="${axis.at(value).toFixed(1)}" cy="${y}" r="4"/>`)}${low === null || high === null ? null : whisker(axis, y, low, high, 'thick')}${mean === null ? null : html`<rect class="mark" x="${(axis.at(mean) - 4).toFixed(1)}" y="${y - 4}" width="8" height="8"/>`}<text class="number" x="${WIDTH}" y="${y + 4}" text-anchor="end">${note}</text></g>`;
})}`;
  return svg(bottom + 20, label, content);
}
