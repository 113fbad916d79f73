/**
 * Change of a network's outputs, in logits and in units of the score, up to which a decision that hangs on it counts as
 * a tie (docs/decisions/0011). Sums of float32 numbers depend on their order, which batches, runtimes and processors
 * choose: sums of some hundred terms differ by about 1e-5 to 1e-4. Another network differs by tenths of logits and more.
 */
export const LOGIT_TOLERANCE = 1e-3;
