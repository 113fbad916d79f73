import type { ChatSequence } from '../../dialogue/tokens/index.js';
import type { Network } from '../../model/checkpoint/index.js';
import { type FineTuneRecipe, usualBlocks } from '../../spec/index.js';
import { RECIPE_VERSION, randomFromHash, sha256Hex } from '../../spec/keys/index.js';
import { DriftMeter } from '../losses/index.js';
import { trainChild } from './train-child.js';

/** Arguments of `secondsOfStep`. */
interface StepTimeOptions extends Pick<FineTuneRecipe['settings'], 'batch' | 'maxTokens'> {
  /** A folder that does not exist; nothing is written there. */
  readonly runDir: string;
  readonly signal: AbortSignal;
}

/** Steps of a run: all made-up sequences once. Fewer than trainChild takes before it saves its state. */
const STEPS = 4;
/** Where a step takes longer than this, the making of graphs is a small part of it and it is not measured again. */
const SLOW_SECONDS = 3;

/**
 * Seconds of a step that trains what a fine-tune of `base` usually does, over made-up sequences of a quarter of
 * `maxTokens` to three quarters, about as long as ordinary dialogue (a batch is padded to its longest). What is
 * computed once an example before the first step counts. Throws FineTuneError `cancelled`.
 */
export async function secondsOfStep(base: Network, { batch, maxTokens, ...options }: StepTimeOptions): Promise<number> {
  const sequences = madeUpSequences(base, STEPS * batch, Math.min(maxTokens, base.config.chat.context));
  const meter = new DriftMeter([], new Float32Array(0));
  const timeOf = async (steps: number): Promise<number> => {
    const recipe = recipeOf(base, steps, { batch, maxTokens });
    const run = await trainChild({ recipe, ...options, onMetric: () => undefined }, base, sequences, meter);
    run.child.dispose();
    return run.seconds / steps;
  };
  const first = await timeOf(STEPS); // makes the graphs
  return first > SLOW_SECONDS ? first : timeOf(STEPS); // of the same batches, so no new one is made
}

function madeUpSequences({ tokenizer }: Network, count: number, maxTokens: number): ChatSequence[] {
  const random = randomFromHash(sha256Hex('sequences of a measurement'));
  return Array.from({ length: count }, () => {
    const length = Math.max(2, Math.ceil(maxTokens * (1 / 4 + random.next() / 2)));
    return {
      tokens: Int32Array.from({ length }, () => Math.floor(random.next() * tokenizer.size)),
      lossFrom: Math.max(1, Math.floor(length / 2)),
    };
  });
}

function recipeOf(
  { config }: Network,
  steps: number,
  sizes: Pick<FineTuneRecipe['settings'], 'batch' | 'maxTokens'>,
): FineTuneRecipe {
  const blocks = usualBlocks(config);
  return {
    base: '',
    dataset: '',
    treatment: {
      tone: 'random',
      ...(blocks ? { method: 'subset', blocks } : { method: 'full' }),
      dose: { examples: 8, steps },
      filter: { band: 0.5 },
    },
    settings: { ...sizes, learningRate: 1e-3 },
    seed: 1,
    version: RECIPE_VERSION,
  };
}
