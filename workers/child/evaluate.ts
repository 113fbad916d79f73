import { evaluateLine, MatchError } from '../../src/match/player/index.js';
import type { ComputeResults, EvaluateWork } from '../../src/spec/index.js';
import { type ChildContext, ChildError } from './context.js';

export function handleEvaluate(
  { home, checkpoint, moves }: EvaluateWork,
  { networks }: ChildContext,
): Promise<ComputeResults['judge']> {
  return networks.use(home, checkpoint, async (network) => {
    try {
      return { plies: await evaluateLine(network, moves) };
    } catch (error) {
      if (error instanceof MatchError && error.code === 'illegal-move')
        throw new ChildError('bad-position', error.message);
      throw error;
    }
  });
}
