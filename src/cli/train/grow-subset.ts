/** One step of the greedy search: the subset after it. */
export interface Growth<Result> {
  readonly blocks: readonly string[];
  readonly result: Result;
  /** Decrease of the loss by the added block, nats per token. */
  readonly gain: number;
}

/** Options of `growSubset`. */
interface GrowOptions<Result> {
  readonly blocks: readonly string[];
  /** Loss of the base, nats per token. */
  readonly baseLoss: number;
  /** The search stops at a gain below this, nats per token. */
  readonly epsilon: number;
  /** Fine-tunes each subset and returns the results in the same order. */
  readonly tryAll: (subsets: readonly (readonly string[])[]) => Promise<readonly Result[]>;
  readonly lossOf: (result: Result) => number;
}

/**
 * Greedy forward selection of a subset of blocks (Kaplun et al., arXiv 2302.06354): adds the block with the largest
 * gain until the gain is below `epsilon` or every block is in the subset. The first of equally good blocks wins.
 */
export async function growSubset<Result>(options: GrowOptions<Result>): Promise<Growth<Result>[]> {
  const { blocks, baseLoss, epsilon, tryAll, lossOf } = options;
  const grown: Growth<Result>[] = [];
  let chosen: readonly string[] = [];
  let loss = baseLoss;
  while (chosen.length < blocks.length) {
    const subsets = blocks.filter((block) => !chosen.includes(block)).map((block) => [...chosen, block]);
    const results = await tryAll(subsets);
    const best = results.reduce((at, result, i) => (lossOf(result) < lossOf(results[at]!) ? i : at), 0);
    const gain = loss - lossOf(results[best]!);
    if (!(gain >= epsilon)) break;
    chosen = subsets[best]!;
    loss = lossOf(results[best]!);
    grown.push({ blocks: chosen, result: results[best]!, gain });
  }
  return grown;
}
