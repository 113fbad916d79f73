/** The policy over legal moves at a temperature. */

/**
 * Weights proportional to softmax(logits / temperature) over the legal moves, whose policy indices are `moves`. The
 * largest is 1. At temperature 0 the move with the largest logit has weight 1 and the others 0; of equal ones it is the
 * one with the lowest index.
 */
export function moveWeights(moves: readonly number[], logits: readonly number[], temperature: number): number[] {
  let first = 0;
  for (let i = 1; i < moves.length; i++) {
    const gain = logits[i]! - logits[first]!;
    if (gain > 0 || (gain === 0 && moves[i]! < moves[first]!)) first = i;
  }
  if (temperature === 0) return moves.map((_, i) => (i === first ? 1 : 0));
  const best = logits[first]!;
  // `logit === best` also covers the case that all logits are -Infinity: then every move has the same weight.
  return logits.map((logit) => (logit === best ? 1 : Math.exp((logit - best) / temperature)));
}
