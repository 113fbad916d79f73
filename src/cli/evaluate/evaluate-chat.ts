import { evaluateChat, loadChatData } from '../../training/checks/index.js';
import { openProgress } from '../shell/index.js';
import { datasetsOnCard, namedDataset } from './evaluate-data.js';
import type { EvaluationContext, PartResult } from './evaluate-types.js';

/**
 * Measures the chat loss on held-out dialogue against a 3-gram model: on the datasets of --dialogue, or on those the
 * model was trained on.
 */
export async function measureChat({ network, dir, home, flags, signal }: EvaluationContext): Promise<PartResult> {
  const named = flags.dialogue?.map((name) => namedDataset(home, 'dialogue', name));
  const datasets = named ? await Promise.all(named) : await datasetsOnCard(home, 'dialogue', dir);
  if (datasets.length === 0) {
    return {
      part: 'chat',
      leftOut:
        'the dialogue it was trained on is not available; import some with `sentimate import dialogue FILES...` ' +
        'and name it with --dialogue',
    };
  }
  const progress = openProgress();
  try {
    const data = await loadChatData(
      network,
      datasets.map((dataset) => dataset.dir),
    );
    const onProgress = (value: number, total: number): void =>
      progress.update([{ name: 'chat', value, total, note: 'held-out sequences' }]);
    const measured = await evaluateChat(network, data, { onProgress, signal });
    const found = datasets.flatMap(({ address, name }, i) => (measured[i] ? [{ address, name, ...measured[i] }] : []));
    if (found.length === 0) return { part: 'chat', leftOut: 'no conversation of the dialogue is held out' };
    return { part: 'chat', found: { datasets: found } };
  } finally {
    progress.stop();
  }
}
