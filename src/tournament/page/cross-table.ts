import type { CrossCell } from '../report/index.js';
import { html, type Markup, tableOf } from './markup.js';

/** With more contestants than this the figure is unreadable and left out; the table of arms remains. */
export const MAX_DRAWN = 42;

const WIDTH = 760;
const LABEL = 118;

interface PairRecord {
  readonly wins: number;
  readonly draws: number;
  readonly losses: number;
}
const scoreOf = ({ wins, draws, losses }: PairRecord): number => (wins + draws / 2) / (wins + draws + losses);
const reversed = ({ wins, draws, losses }: PairRecord): PairRecord => ({ wins: losses, draws, losses: wins });

/** Returns a function that finds a pairing from either side. */
function lookUp(cells: readonly CrossCell[]): (first: string, second: string) => PairRecord | undefined {
  const known = new Map(cells.map((cell) => [`${cell.first}\n${cell.second}`, cell]));
  return (first, second) => {
    const [forward, backward] = [known.get(`${first}\n${second}`), known.get(`${second}\n${first}`)];
    return forward ?? (backward && reversed(backward));
  };
}

/**
 * Figure of every contestant against every other: the row's share of points as depth of colour. `names` are in the
 * order of rows.
 */
export function crossTableFigure(cells: readonly CrossCell[], names: readonly string[]): Markup {
  const find = lookUp(cells);
  const size = Math.min(30, (WIDTH - LABEL) / names.length);
  const font = Math.min(10.5, size * 0.42);
  const top = 12;
  const left = (WIDTH + LABEL - size * names.length) / 2;
  const rows = names.map((row, i) =>
    names.map((column, j) => {
      const pairing = i === j ? undefined : find(row, column);
      const [x, y] = [(left + j * size).toFixed(1), (top + i * size).toFixed(1)];
      const box = html`x="${x}" y="${y}" width="${size.toFixed(1)}" height="${size.toFixed(1)}"`;
      if (!pairing) return html`<rect class="${i === j ? 'same' : 'unplayed'}" ${box}/>`;
      const score = scoreOf(pairing);
      const depth = Math.min(1, 2 * Math.abs(score - 0.5)) * 0.85;
      const record = `+${pairing.wins} =${pairing.draws} −${pairing.losses}`;
      const title = `${row} against ${column}: ${record}, ${(100 * score).toFixed(1)} %`;
      const middleX = (left + (j + 0.5) * size).toFixed(1);
      const middleY = (top + (i + 0.5) * size + font / 3).toFixed(1);
      const middle = html`x="${middleX}" y="${middleY}"`;
      const label =
        size >= 17
          ? html`<text class="cell" style="font-size:${font.toFixed(1)}px" ${middle} text-anchor="middle">${Math.round(
              100 * score,
            )}</text>`
          : null;
      const kind = score >= 0.5 ? 'won' : 'lost';
      const cell = html`<rect class="${kind}" ${box} fill-opacity="${depth.toFixed(2)}"/>`;
      return html`<g><title>${title}</title>${cell}${label}</g>`;
    }),
  );
  const labels = names.map(
    (name, i) =>
      html`<text x="${left - 8}" y="${(top + (i + 0.5) * size + 4).toFixed(1)}" text-anchor="end">${name}</text>`,
  );
  const height = top + size * names.length + 6;
  const label = 'Share of points of the row against the column, in percent';
  const viewBox = `0 0 ${WIDTH} ${height.toFixed(0)}`;
  const svg = html`<svg viewBox="${viewBox}" role="img" aria-label="${label}">${labels}${rows}</svg>`;
  return html`<div class="wide">${svg}</div>`;
}

/**
 * Table of the same, summed over the members of each group. `groups` have a row each, `columns` a column; `groupOf`
 * returns the group of a contestant.
 */
export function crossTableOfGroups(
  cells: readonly CrossCell[],
  groupOf: (name: string) => string,
  groups: readonly string[],
  columns: readonly string[],
): Markup {
  const sums = new Map<string, { first: string; second: string; wins: number; draws: number; losses: number }>();
  for (const cell of cells) {
    const [a, b] = [groupOf(cell.first), groupOf(cell.second)];
    if (a === b) continue;
    const swap = groups.indexOf(a) > groups.indexOf(b);
    const [first, second, record] = swap ? [b, a, reversed(cell)] : [a, b, cell];
    const sum = sums.get(`${first}\n${second}`) ?? { first, second, wins: 0, draws: 0, losses: 0 };
    sum.wins += record.wins;
    sum.draws += record.draws;
    sum.losses += record.losses;
    sums.set(`${first}\n${second}`, sum);
  }
  const find = lookUp([...sums.values()]);
  const cell = (row: string, column: string): Markup | string => {
    const record = row === column ? undefined : find(row, column);
    if (!record) return '·';
    const { wins, draws, losses } = record;
    return html`${(100 * scoreOf(record)).toFixed(1)}<br><small>+${wins} =${draws} −${losses}</small>`;
  };
  return tableOf(
    ['', ...columns],
    groups.map((row) => [row, ...columns.map((column) => cell(row, column))]),
  );
}
