/**
 * Greedy growth of a subset of blocks (Kaplun et al., arXiv 2302.06354): what is added is what helps most, until it
 * helps too little.
 */
export interface Growth<Result> {
  readonly blocks: readonly string[];
  readonly result: Result;
  /** Nats a token less than before. */
  readonly gain: number;
}

/**
 * `tryAll` fine-tunes each of the subsets and says how it went, in their order; `lossOf` reads the loss. Starts from
 * the `baseLoss` of no block, ends before a gain below `epsilon` or when every block is in. Ties go to the earlier
 * block.
 */
export async function growSubset<Result>(
  blocks: readonly string[],
  baseLoss: number,
  epsilon: number,
  tryAll: (subsets: readonly (readonly string[])[]) => Promise<readonly Result[]>,
  lossOf: (result: Result) => number,
): Promise<Growth<Result>[]> {
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
