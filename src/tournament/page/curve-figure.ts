/** The specification curve as a figure. */
import type { SpecificationCurve } from '../../spec/api/index.js';
import { SCALES } from '../report/index.js';
import { type Axis, axisOver, errorBar, gridOf, label, square, svg, WIDTH, xOf } from './drawing.js';
import { html, type Markup } from './markup.js';

type Row = SpecificationCurve['rows'][number];
/** Where a row is drawn. */
interface Placed {
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
  /** Whether it has another unit than the axis and stands in units of its own error. */
  readonly rescaled: boolean;
}

const ROW = 19;
const GAP = 8;

/** The row whose unit the axis has: the plan's own, or that of games where policy regret decides. */
function referenceOf(rows: readonly Row[]): Row {
  const own = rows[0]!;
  const games = rows.find(({ id }) => id === 'endpoint: games');
  return own.scale === 'expected points' && games?.standardError ? games : own;
}

/**
 * Places a row on the reference's axis. A row of another unit is scaled until its standard error is the reference's:
 * its distance from 0 is then right in standard errors.
 */
function placedOn(reference: Row, { estimate, low, high, scale, standardError }: Row): Placed | null {
  if (estimate === null) return null;
  const [start, end] = [low ?? estimate, high ?? estimate];
  if (scale === reference.scale) return { estimate, low: start, high: end, rescaled: false };
  if (!reference.standardError || !standardError) return null;
  const factor = reference.standardError / standardError;
  return { estimate: factor * estimate, low: factor * start, high: factor * end, rescaled: true };
}

/** One line for each analysis, the plan's own first and as a band; those without an estimate are named only. */
export function curveFigure({ arms, rows }: SpecificationCurve): Markup {
  const reference = referenceOf(rows);
  const { write, unit } = SCALES[reference.scale];
  const placed = rows.map((row) => placedOn(reference, row));
  const axis = axisOver(
    placed.flatMap((one) => (one ? [one.low, one.high] : [])),
    250,
    640,
  );
  const top = 26;
  let y = top - GAP / 2;
  const lines = rows.map((row, i) => {
    y += ROW + (i > 0 && row.group !== rows[i - 1]!.group ? GAP : 0);
    return lineOf(axis, row, placed[i]!, y - ROW / 2);
  });
  const bottom = y + 6;
  const own = placed[0];
  const band =
    own && own.high > own.low
      ? html`<rect class="band" x="${xOf(axis, own.low)}" y="${top}" width="${(
          axis.at(own.high) - axis.at(own.low)
        ).toFixed(1)}" height="${bottom - top}"/>`
      : null;
  const content = html`
${band}
${gridOf(axis, top, bottom, write)}
${label(0, 14, 'analysis', { kind: 'head' })}${label(axis.left, 14, `← ${arms[1]} better`, { kind: 'head' })}${label(
  axis.right,
  14,
  `${arms[0]} better →`,
  { kind: 'head', anchor: 'end' },
)}${label(WIDTH, 14, `${unit}, or own unit`, { kind: 'head', anchor: 'end' })}
${lines}`;
  return svg(bottom + 20, 'The primary contrast under declared alternatives', content);
}

function lineOf(axis: Axis, row: Row, placed: Placed | null, y: number): Markup {
  const { name, estimate, scale, group, interval } = row;
  const kind = group === 'plan' ? 'strong' : estimate === null ? 'soft' : undefined;
  const names = label(0, y + 4, name, kind ? { kind } : {});
  const { write, unit } = SCALES[scale];
  const text = estimate === null ? '–' : `${write(estimate)}${scale === 'elo' ? '' : ` ${unit}`}`;
  const value = label(WIDTH, y + 4, text, { kind: estimate === null ? 'soft' : 'number', anchor: 'end' });
  if (!placed) return html`${names}${value}`;
  const bar = errorBar(axis, y, [placed.low, placed.high], interval === 'range' ? 'thin' : 'thick');
  const mark = placed.rescaled
    ? html`<circle class="dot" cx="${xOf(axis, placed.estimate)}" cy="${y}" r="4"/>`
    : square(axis, placed.estimate, y);
  return html`${names}${bar}${mark}${value}`;
}
