import { judgeLine, MatchError } from '../../src/match/index.js';
import type { ComputeResults, JudgeWork } from '../../src/spec/child-messages.js';
import { type ChildContext, ChildError } from './context.js';

export function handleJudge(
  { home, checkpoint, moves }: JudgeWork,
  { networks }: ChildContext,
): Promise<ComputeResults['judge']> {
  return networks.use(home, checkpoint, async (network) => {
    try {
      return { plies: await judgeLine(network, moves) };
    } catch (error) {
      if (error instanceof MatchError && error.code === 'illegal-move')
        throw new ChildError('bad-position', error.message);
      throw error;
    }
  });
}
