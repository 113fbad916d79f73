/** What figures are drawn with: an axis, its grid, labels and marks. */
import { html, type Markup, type Part } from './markup.js';

/** Width of every figure in SVG units; the page scales it. */
export const WIDTH = 760;

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
export interface Axis {
  readonly left: number;
  readonly right: number;
  readonly low: number;
  readonly high: number;
  readonly at: (value: number) => number;
}

/** An axis that contains `values` and 0, with a margin of 6 %. */
export function axisOver(values: readonly number[], left: number, right: number): Axis {
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
export const xOf = (axis: Axis, value: number): string => axis.at(value).toFixed(1);

/** Text at (x, y) with CSS classes; anchored at its start unless `anchor` is given. */
export function label(
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
export function gridOf(axis: Axis, top: number, bottom: number, write: (value: number) => string): Markup {
  return html`${ticksOf(axis.low, axis.high).map((tick) => {
    const x = xOf(axis, tick);
    const line = html`<line class="${tick === 0 ? 'zero' : 'grid'}" x1="${x}" x2="${x}" y1="${top}" y2="${bottom}"/>`;
    return html`${line}${label(x, bottom + 14, write(tick), { kind: 'tick', anchor: 'middle' })}`;
  })}`;
}

/** The figure with its accessible name. */
export const svg = (height: number, name: string, content: Markup): Markup =>
  html`<div class="wide"><svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${name}">${content}</svg></div>`;

/** A horizontal line from `low` to `high`: an error bar. */
export const errorBar = (axis: Axis, y: number, [low, high]: readonly [number, number], kind: string): Markup =>
  html`<line class="${kind}" x1="${xOf(axis, low)}" x2="${xOf(axis, high)}" y1="${y}" y2="${y}"/>`;

/** A square of 8 units around a value. */
export const square = (axis: Axis, value: number, y: number): Markup =>
  html`<rect class="mark" x="${(axis.at(value) - 4).toFixed(1)}" y="${y - 4}" width="8" height="8"/>`;
