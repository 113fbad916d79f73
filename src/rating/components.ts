import type { Cell } from './cells.js';

/**
 * Players who are connected both ways through points taken from each other (a win, or a draw, which goes both ways): only within
 * such a group do finite maximum-likelihood differences exist (Ford 1957). The strongly connected components of the graph
 * "took points from", by Tarjan's algorithm with an explicit stack. Groups and their members come in order of index.
 * A group of one took points from nobody who took points from it, directly or through others: a perfect scorer, or a
 * player between two groups, or one without games.
 */
export function componentsOf(cells: readonly Cell[], players: number): number[][] {
  const edges: number[][] = Array.from({ length: players }, () => []);
  for (const { white, black, whiteWins, draws, blackWins } of cells) {
    if (whiteWins + draws > 0) edges[white]!.push(black);
    if (blackWins + draws > 0) edges[black]!.push(white);
  }
  const order = new Int32Array(players).fill(-1);
  const lowest = new Int32Array(players);
  const open = new Uint8Array(players);
  const stack: number[] = [];
  const groups: number[][] = [];
  let counter = 0;
  for (let root = 0; root < players; root++) {
    if (order[root] !== -1) continue;
    const path = [{ node: root, edge: 0 }];
    while (path.length) {
      const step = path.at(-1)!;
      const { node } = step;
      if (step.edge === 0 && order[node] === -1) {
        order[node] = lowest[node] = counter++;
        stack.push(node);
        open[node] = 1;
      }
      const next = edges[node]![step.edge++];
      if (next !== undefined) {
        if (order[next] === -1) path.push({ node: next, edge: 0 });
        else if (open[next]) lowest[node] = Math.min(lowest[node]!, order[next]!);
        continue;
      }
      path.pop();
      const parent = path.at(-1)?.node;
      if (parent !== undefined) lowest[parent] = Math.min(lowest[parent]!, lowest[node]!);
      if (lowest[node] === order[node]) {
        const group = stack.splice(stack.lastIndexOf(node));
        for (const member of group) open[member] = 0;
        groups.push(group.sort((a, b) => a - b));
      }
    }
  }
  return groups.sort((a, b) => a[0]! - b[0]!);
}
