/** How varied replies are. These two measures have no library. */

/** Words and marks of a reply, in lower case. */
export const wordsOf = (reply: string): string[] =>
  reply.toLowerCase().match(/[\p{L}\p{N}'’]+|[^\s\p{L}\p{N}]/gu) ?? [];

/** Counts of all runs of n words within a reply. */
function countsOf(replies: readonly (readonly string[])[], n: number): number[] {
  const counts = new Map<string, number>();
  for (const words of replies)
    for (let at = 0; at + n <= words.length; at++) {
      const run = words.slice(at, at + n).join(' ');
      counts.set(run, (counts.get(run) ?? 0) + 1);
    }
  return [...counts.values()];
}

/**
 * Distinct-n (Li et al., arXiv 1510.03055): how many different runs of n words there are, divided by the
 * number of all words. 0 without words.
 */
export function distinct(replies: readonly (readonly string[])[], n: number): number {
  const total = replies.reduce((sum, words) => sum + words.length, 0);
  return total === 0 ? 0 : countsOf(replies, n).length / total;
}

/**
 * Entropy-n (Zhang et al., arXiv 1809.05972): that of the runs of n words, - sum f log f over their shares f,
 * in nats. 0 without runs.
 */
export function entropy(replies: readonly (readonly string[])[], n: number): number {
  const counts = countsOf(replies, n);
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.reduce((sum, count) => sum - (count / total) * Math.log(count / total), 0);
}
