import { dirname, relative } from 'node:path';

const PARTS = ['lines', 'branches', 'functions'];

/** Lines `room, files, lines, branches, functions`, in percent, from Istanbul's `coverage-summary.json`. */
export function coverageTable(summary, root) {
  const rooms = new Map();
  for (const [path, counts] of Object.entries(summary)) {
    if (path === 'total') continue;
    const name = dirname(relative(root, path)).replaceAll('\\', '/');
    for (const room of [name, 'all']) {
      const sums = rooms.get(room) ?? { files: 0, ...Object.fromEntries(PARTS.map((part) => [part, [0, 0]])) };
      sums.files++;
      for (const part of PARTS) {
        sums[part][0] += counts[part].covered;
        sums[part][1] += counts[part].total;
      }
      rooms.set(room, sums);
    }
  }
  const percent = ([covered, total]) => (total === 0 ? '-' : ((100 * covered) / total).toFixed(1));
  const names = [...rooms.keys()].filter((name) => name !== 'all').sort();
  const rows = [...names, ...(rooms.has('all') ? ['all'] : [])].map((name) => {
    const sums = rooms.get(name);
    return [name, String(sums.files), ...PARTS.map((part) => percent(sums[part]))];
  });
  const table = [['room', 'files', ...PARTS.map((part) => `${part} %`)], ...rows];
  const widths = table[0].map((_, column) => Math.max(...table.map((row) => row[column].length)));
  return table
    .map((row) =>
      row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column]))).join('  '),
    )
    .join('\n');
}
