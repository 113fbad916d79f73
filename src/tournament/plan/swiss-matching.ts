/**
 * Returns a maximum matching of a graph of n vertices by Edmonds' blossom algorithm (J. Edmonds, "Paths, trees, and
 * flowers", Canadian Journal of Mathematics 17, 1965): a breadth-first search for augmenting paths that shrinks odd
 * cycles to their base. O(n^3). `isEdge(i, j)` must be symmetric. The result has each vertex's partner, or -1.
 */
function maximumMatching(n: number, isEdge: (i: number, j: number) => boolean): Int32Array {
  const mate = new Int32Array(n).fill(-1);
  for (let i = 0; i < n; i++) {
    // a greedy initial matching leaves little for the search
    for (let j = i + 1; mate[i] === -1 && j < n; j++) if (mate[j] === -1 && isEdge(i, j)) [mate[i], mate[j]] = [j, i];
  }
  const search = new AugmentingPathSearch(n, isEdge, mate);
  for (let root = 0; root < n; root++) {
    if (mate[root] !== -1) continue;
    for (let end = search.augmentingEnd(root); end !== -1; ) {
      const before = search.parent[end]!;
      const next = mate[before]!;
      [mate[end], mate[before]] = [before, end];
      end = next;
    }
  }
  return mate;
}

/** Whether the graph of n vertices has a perfect matching. `isEdge(i, j)` must be symmetric. */
export const hasPerfectMatching = (n: number, isEdge: (i: number, j: number) => boolean): boolean =>
  !maximumMatching(n, isEdge).includes(-1);

class AugmentingPathSearch {
  /** The vertex before this one on the path back to the root, along an unmatched edge; -1 if not reached. */
  readonly parent: Int32Array;
  /** The base of the blossom that contains the vertex; the vertex itself if there is none. */
  private readonly base: Int32Array;

  constructor(
    private readonly n: number,
    private readonly isEdge: (i: number, j: number) => boolean,
    private readonly mate: Int32Array,
  ) {
    this.parent = new Int32Array(n);
    this.base = new Int32Array(n);
  }

  /** Returns the free vertex at the end of an augmenting path from `root`, or -1. */
  augmentingEnd(root: number): number {
    const { n, parent, base, mate } = this;
    parent.fill(-1);
    for (let i = 0; i < n; i++) base[i] = i;
    const queued = new Uint8Array(n);
    queued[root] = 1;
    const queue = [root];
    for (let from = queue.shift(); from !== undefined; from = queue.shift()) {
      for (let to = 0; to < n; to++) {
        if (to === from || !this.isEdge(from, to) || base[from] === base[to] || mate[from] === to) continue;
        if (to === root || (mate[to] !== -1 && parent[mate[to]!] !== -1)) {
          const shrunk = this.shrink(from, to);
          for (let i = 0; i < n; i++) {
            if (!shrunk.has(base[i]!)) continue;
            base[i] = shrunk.base;
            if (!queued[i]) queue.push(i);
            queued[i] = 1;
          }
        } else if (parent[to] === -1) {
          parent[to] = from;
          if (mate[to] === -1) return to;
          queued[mate[to]!] = 1;
          queue.push(mate[to]!);
        }
      }
    }
    return -1;
  }

  /** Returns the blossom that the edge a-b closes: the bases of its vertices, and its own base. */
  private shrink(a: number, b: number): { readonly base: number; has(base: number): boolean } {
    const root = this.commonBase(a, b);
    const inside = new Uint8Array(this.n);
    this.markPath(a, root, b, inside);
    this.markPath(b, root, a, inside);
    return { base: root, has: (base) => inside[base] === 1 };
  }

  private commonBase(a: number, b: number): number {
    const { base, mate, parent } = this;
    const above = new Uint8Array(this.n);
    for (let at = base[a]!; ; at = base[parent[mate[at]!]!]!) {
      above[at] = 1;
      if (mate[at] === -1) break;
    }
    for (let at = base[b]!; ; at = base[parent[mate[at]!]!]!) if (above[at]) return at;
  }

  private markPath(from: number, root: number, child: number, inside: Uint8Array): void {
    const { base, mate, parent } = this;
    for (let at = from, before = child; base[at] !== root; ) {
      inside[base[at]!] = 1;
      inside[base[mate[at]!]!] = 1;
      parent[at] = before;
      before = mate[at]!;
      at = parent[before]!;
    }
  }
}
