/**
 * Do the two tasks pull the shared layers in the same direction? Cosines between their gradients, layer by layer.
 *
 * A batch's gradient is the task's gradient plus noise, and noise in many dimensions is nearly orthogonal to
 * everything: the cosine between two batches is far nearer to 0 than that between the tasks. The noise of *different*
 * batches cancels in the mean of their products, so with K batches of each
 *
 *   cosine = mean <a_i, b_j> / sqrt(mean <a_i, a_j> (i != j)  mean <b_i, b_j> (i != j))
 *
 * estimates that between the tasks. Its interval is a jackknife over batches (Efron & Tibshirani 1993, chapter 11) with
 * Student's t on K - 1 degrees of freedom.
 */
import { type MeanInterval, meanInterval, studentQuantile } from '../../rating/numerics/index.js';

/** Gradients of one layer for K batches of each task, each a flat vector. */
interface LayerGradients {
  readonly layer: string;
  readonly board: readonly Float32Array[];
  readonly chat: readonly Float32Array[];
}

/** Comparison of the gradients of one layer. */
export interface LayerCosine {
  readonly layer: string;
  /** Number of scalars of the layer. */
  readonly parameters: number;
  /** Cosine between a board batch and a chat batch: the mean over batches with its interval. */
  readonly ofBatches: MeanInterval;
  /**
   * Cosine between the tasks with its interval (null for two batches). The whole is null where the batches of a task,
   * or all but one of them, do not agree enough to estimate its gradient.
   */
  readonly ofTasks: { readonly cosine: number; readonly low: number | null; readonly high: number | null } | null;
  /** Mean cosine between two batches of the same task: the share of a gradient that is not noise. */
  readonly sameTask: { readonly board: number; readonly chat: number };
  /** Ratio of mean gradient norms, chat / board, of the normalised losses. */
  readonly lengths: number;
}

const CONFIDENCE = 0.95;

/** Compares the gradients of one layer. Throws RangeError for fewer than two batches of a task. */
export function layerCosine({ layer, board, chat }: LayerGradients): LayerCosine {
  const count = board.length;
  if (count < 2 || chat.length !== count)
    throw new RangeError('a cosine between tasks needs at least two batches of each');
  const inner = {
    board: innerProducts(board, board),
    chat: innerProducts(chat, chat),
    both: innerProducts(board, chat),
  };
  const all = Array.from({ length: count }, (_, i) => i);
  const lengths = (gram: GramMatrix): number[] => all.map((i) => Math.sqrt(gram[i]![i]!));
  const [ofBoard, ofChat] = [lengths(inner.board), lengths(inner.chat)];
  const batches = all.map((i) => ratio(inner.both[i]![i]!, ofBoard[i]! * ofChat[i]!));
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const same = (gram: GramMatrix, norms: readonly number[]): number =>
    mean(all.flatMap((i) => all.filter((j) => j !== i).map((j) => ratio(gram[i]![j]!, norms[i]! * norms[j]!))));
  return {
    layer,
    parameters: board[0]!.length,
    ofBatches: meanInterval(batches, CONFIDENCE)!,
    ofTasks: jackknifeTaskCosine(inner, all),
    sameTask: { board: same(inner.board, ofBoard), chat: same(inner.chat, ofChat) },
    lengths: ratio(mean(ofChat), mean(ofBoard)),
  };
}

type GramMatrix = readonly (readonly number[])[];

const innerProducts = (a: readonly Float32Array[], b: readonly Float32Array[]): GramMatrix =>
  a.map((x) => b.map((y) => innerProduct(x, y)));

/** Inner product in double precision. */
function innerProduct(x: Float32Array, y: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i]! * y[i]!;
  return sum;
}

const ratio = (value: number, by: number): number => (by === 0 ? 0 : value / by);

/** Cosine between the tasks from the batches with these indices; undefined where a squared norm is not positive. */
function taskCosine(
  { board, chat, both }: { readonly board: GramMatrix; readonly chat: GramMatrix; readonly both: GramMatrix },
  some: readonly number[],
): number | undefined {
  const sum = (gram: GramMatrix, equal: boolean): number =>
    some.reduce((total, i) => total + some.reduce((row, j) => row + (equal || i !== j ? gram[i]![j]! : 0), 0), 0);
  const pairs = some.length * (some.length - 1);
  const lengths = (sum(board, false) / pairs) * (sum(chat, false) / pairs);
  if (!(sum(board, false) > 0) || !(sum(chat, false) > 0)) return undefined;
  return sum(both, true) / some.length ** 2 / Math.sqrt(lengths);
}

function jackknifeTaskCosine(inner: Parameters<typeof taskCosine>[0], all: readonly number[]): LayerCosine['ofTasks'] {
  const cosine = taskCosine(inner, all);
  if (cosine === undefined) return null;
  if (all.length < 3) return { cosine, low: null, high: null };
  const left = all.map((i) =>
    taskCosine(
      inner,
      all.filter((j) => j !== i),
    ),
  );
  if (left.includes(undefined)) return null; // depends on a single batch
  const values = left as number[];
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const error = Math.sqrt(
    ((values.length - 1) / values.length) * values.reduce((sum, value) => sum + (value - mean) ** 2, 0),
  );
  const half = studentQuantile((1 + CONFIDENCE) / 2, values.length - 1) * error;
  return { cosine, low: cosine - half, high: cosine + half };
}
