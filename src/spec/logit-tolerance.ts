/**
 * Change of a network's outputs, in logits and in units of the score, up to which a decision that hangs on it counts as
 * a tie (docs/decisions/0011). Sums of float32 numbers depend on their order, which batches, runtimes and processors
 * choose. Logits of the shipped networks and noisy copies differed by at most 7e-6 between batches of any size and by
 * 3e-5 between native TensorFlow and WebAssembly (9,412 positions). Another network differs by tenths of logits and
 * more.
 */
export const LOGIT_TOLERANCE = 1e-3;
