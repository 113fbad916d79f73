import type { CrossCell } from './game-tables.js';
import { html, type Markup } from './markup.js';

/** More contestants than this make a picture that nobody can read; the table of arms remains. */
export const MAX_DRAWN = 42;

const WIDTH = 760;
const LABEL = 118;

interface Record3 {
  readonly wins: number;
  readonly draws: number;
  readonly losses: number;
}
const scoreOf = ({ wins, draws, losses }: Record3): number => (wins + draws / 2) / (wins + draws + losses);
const turned = ({ wins, draws, losses }: Record3): Record3 => ({ wins: losses, draws, losses: wins });

/** Looks a pairing up from either side. */
function lookUp(cells: readonly CrossCell[]): (first: string, second: string) => Record3 | undefined {
  const known = new Map(cells.map((cell) => [`${cell.first}\n${cell.second}`, cell]));
  return (first, second) => {
    const [there, back] = [known.get(`${first}\n${second}`), known.get(`${second}\n${first}`)];
    return there ?? (back && turned(back));
  };
}

/**
 * Every contestant against every other: the row's share of points as depth of colour. `names` from the strongest down.
 */
export function crossTableFigure(cells: readonly CrossCell[], names: readonly string[]): Markup {
  const find = lookUp(cells);
  const size = Math.min(30, (WIDTH - LABEL) / names.length);
  const font = Math.min(10.5, size * 0.42);
  const top = 12;
  const left = (WIDTH + LABEL - size * names.length) / 2;
  const rows = names.map((row, i) =>
    names.map((column, j) => {
      const found = i === j ? undefined : find(row, column);
      const [x, y] = [(left + j * size).toFixed(1), (top + i * size).toFixed(1)];
      if (!found)
        return html`<rect class="${i === j ? 'same' : 'unplayed'}" x="${x}" y="${y}" width="${size.toFixed(1)}" height="${size.toFixed(1)}"/>`;
      const score = scoreOf(found);
      const depth = Math.min(1, 2 * Math.abs(score - 0.5)) * 0.85;
      return html`<g><title>${row} against ${column}: +${found.wins} =${found.draws} −${found.losses}, ${(100 * score).toFixed(1)} %</title><rect class="${score >= 0.5 ? 'won' : 'lost'}" x="${x}" y="${y}" width="${size.toFixed(1)}" height="${size.toFixed(1)}" fill-opacity="${depth.toFixed(2)}"/>${size >= 17 ? html`<text class="cell" style="font-size:${font.toFixed(1)}px" x="${(left + (j + 0.5) * size).toFixed(1)}" y="${(top + (i + 0.5) * size + font / 3).toFixed(1)}" text-anchor="middle">${Math.round(100 * score)}</text>` : null}</g>`;
    }),
  );
  const labels = names.map(
    (name, i) =>
      html`<text x="${left - 8}" y="${(top + (i + 0.5) * size + 4).toFixed(1)}" text-anchor="end">${name}</text>`,
  );
  const height = top + size * names.length + 6;
  return html`<div class="wide"><svg viewBox="0 0 ${WIDTH} ${height.toFixed(0)}" role="img" aria-label="Share of points of the row against the column, in percent">${labels}${rows}</svg></div>`;
}

/**
 * The same summed over the members of each group, as a table; every group has a row, `columns` name those with a
 * column.
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
    const [first, second, record] = swap ? [b, a, turned(cell)] : [a, b, cell];
    const sum = sums.get(`${first}\n${second}`) ?? { first, second, wins: 0, draws: 0, losses: 0 };
    sum.wins += record.wins;
    sum.draws += record.draws;
    sum.losses += record.losses;
    sums.set(`${first}\n${second}`, sum);
  }
  const find = lookUp([...sums.values()]);
  return html`<div class="wide"><table><thead><tr><th></th>${columns.map((group) => html`<th class="r">${group}</th>`)}</tr></thead><tbody>${groups.map(
    (row) =>
      html`<tr><th scope="row">${row}</th>${columns.map((column) => {
        const found = row === column ? undefined : find(row, column);
        return html`<td class="r">${found ? html`${(100 * scoreOf(found)).toFixed(1)}<br><small>+${found.wins} =${found.draws} −${found.losses}</small>` : '·'}</td>`;
      })}</tr>`,
  )}</tbody></table></div>`;
}
