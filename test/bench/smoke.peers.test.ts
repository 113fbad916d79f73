/** The benches that compare with PyTorch and python-chess run, and so does `match` without either. */
import { expect, test } from 'vitest';
import { askPython } from '../python.js';
import { runBench } from './run-bench.js';

const LIMIT = 600_000;

test('train', async () => expect(await runBench('train')).toMatch(/PyTorch \d[\s\S]*fully connected/), LIMIT);

test('decoder', async () => expect(await runBench('decoder')).toMatch(/PyTorch \d[\s\S]*transformers/), LIMIT);

test('decoding', async () => expect(await runBench('decoding')).toMatch(/NLTK \d[\s\S]*METEOR/), LIMIT);

test(
  'match',
  async () => {
    // python-chess is in another environment than PyTorch
    const path = String(
      askPython('chess, os', 'print(json.dumps(os.path.dirname(os.path.dirname(chess.__file__))))', null),
    );
    const printed = await runBench('match', [], { PYTHONPATH: path });
    for (const how of ['batched', 'one by one'])
      expect(printed).toContain(`ours beside python-chess + PyTorch, ${how}`);
  },
  LIMIT,
);

test(
  'match says when its peers are missing',
  async () => {
    const printed = await runBench('match', [], { SENTIMATE_TORCH_PYTHON: 'no-such-python' });
    expect(printed).toContain('no tables of peers: no-such-python has no torch and chess');
  },
  LIMIT,
);
