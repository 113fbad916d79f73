import { type PairCells, rowStarts } from './pair-cells.js';

/**
 * Strongly connected components of the graph "took points from" (a draw counts in both directions): finite
 * maximum-likelihood differences exist only within such a component (Ford, American Mathematical Monthly 64, 1957). A
 * component of one is a perfect scorer, a player between two components, or a player without games.
 * @returns A partition of all players; components by their lowest index, members ascending.
 */
export function componentsOf({ players, white, black, wins, draws, losses }: PairCells): number[][] {
  const from = new Int32Array(2 * white.length);
  const to = new Int32Array(2 * white.length);
  let size = 0;
  for (let i = 0; i < white.length; i++) {
    if (wins[i]! + draws[i]! > 0) {
      from[size] = white[i]!;
      to[size++] = black[i]!;
    }
    if (losses[i]! + draws[i]! > 0) {
      from[size] = black[i]!;
      to[size++] = white[i]!;
    }
  }
  return stronglyConnected(players, from.subarray(0, size), to.subarray(0, size));
}

/**
 * Strongly connected components of a directed graph given by its edges, in O(nodes + edges): Tarjan's algorithm (SIAM
 * Journal on Computing 1, 1972) with an explicit stack.
 */
function stronglyConnected(nodes: number, from: Int32Array, to: Int32Array): number[][] {
  const starts = rowStarts(nodes, from);
  const edges = new Int32Array(from.length);
  const next = starts.slice();
  for (let i = 0; i < from.length; i++) edges[next[from[i]!]!++] = to[i]!;
  next.set(starts); // from here on: the next edge to visit by node

  const order = new Int32Array(nodes).fill(-1);
  const lowest = new Int32Array(nodes);
  const open = new Uint8Array(nodes);
  const stack: number[] = [];
  const path = new Int32Array(nodes);
  const groups: number[][] = [];
  let counter = 0;
  for (let root = 0; root < nodes; root++) {
    if (order[root] !== -1) continue;
    let depth = 0;
    path[0] = root;
    while (depth >= 0) {
      const node = path[depth]!;
      if (order[node] === -1) {
        order[node] = lowest[node] = counter++;
        stack.push(node);
        open[node] = 1;
      }
      if (next[node]! < starts[node + 1]!) {
        const other = edges[next[node]!++]!;
        if (order[other] === -1) path[++depth] = other;
        else if (open[other]) lowest[node] = Math.min(lowest[node]!, order[other]!);
        continue;
      }
      depth--;
      if (depth >= 0) lowest[path[depth]!] = Math.min(lowest[path[depth]!]!, lowest[node]!);
      if (lowest[node] === order[node]) {
        const group: number[] = [];
        for (let member = -1; member !== node; ) {
          member = stack.pop()!;
          open[member] = 0;
          group.push(member);
        }
        groups.push(group.sort((a, b) => a - b));
      }
    }
  }
  return groups.sort((a, b) => a[0]! - b[0]!);
}
