/** Evaluates the boards of games that a base plays against itself: few at a time, hundreds of passes. */
import {
  BoardBatch,
  concatEvaluations,
  MAX_BATCH,
  type MovesEvaluation,
  openFamily,
} from '../../model/boards/index.js';
import type { Network } from '../../model/checkpoint/index.js';
import { startBackend } from '../../model/kernels/index.js';
import { isEvaluation } from '../../spec/index.js';
import type { ClosableEvaluator } from './shared-tower.js';
import { valuesOf } from './values-of.js';

/**
 * Returns an evaluator with the logits of the network, up to rounding, on the runtime that plays games: at a dozen
 * boards a pass it takes half of TensorFlow's processor time. On a GPU, and for a network that plays by search, it is
 * the network itself.
 */
export async function withPlayersRuntime(network: Network): Promise<ClosableEvaluator> {
  const { config, parameters } = network;
  if (isEvaluation(config) || (await startBackend()).device === 'gpu')
    return { evaluateMoves: (...boards) => network.evaluateMoves(...boards), close: async () => undefined };
  const family = await openFamily(config);
  const member = await family.add(await valuesOf(parameters, ['chess', 'trunk', 'policy', 'value']));
  const batch = new BoardBatch();
  return {
    close: () => family.remove(member),
    evaluateMoves: async (positions, legal) => {
      const passes: MovesEvaluation[] = [];
      for (let from = 0; from < positions.length; from += MAX_BATCH) {
        batch.fill(positions.slice(from, from + MAX_BATCH), legal.slice(from, from + MAX_BATCH));
        passes.push(await family.evaluateMoves(batch, [{ member, boards: batch.count }]));
      }
      return concatEvaluations(passes);
    },
  };
}
