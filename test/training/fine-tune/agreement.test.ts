import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Classifier } from '../../../src/dialogue/tone/bag-of-words-classifier.js';
import { storeClassifier } from '../../../src/dialogue/tone/bag-of-words-train.js';
import { datasetDir } from '../../../src/files/home.js';
import { startBackend } from '../../../src/model/kernels/backend.js';
import { fineTune } from '../../../src/training/fine-tune/fine-tune.js';
import { cardOf, makeWorld, recipeOf, type World } from '../world.js';

let world: World;
beforeAll(async () => {
  await startBackend();
  world = await makeWorld();
});
afterAll(() => rm(world.home, { recursive: true, force: true }));

describe('a fine-tune whose scorers must agree', () => {
  it('learns from replies on which both say the same, and is held to the same yardsticks', {
    timeout: 240_000,
  }, async () => {
    // knows one of the three positive replies of the made-up world, and takes every other one for neutral unless it is
    // sad
    const json =
      '{"format":"sentimate-bag-of-words/1","classes":["negative","neutral","positive"],"bias":[0,0.1,0],"features":[["wonderful",0,0,9],["hate",9,0,0],["angry",9,0,0]]}';
    const { address } = await storeClassifier(world.home, 'second', Classifier.fromJson(json, 'made up'));
    const run = async (name: string, agreement?: string) => {
      const recipe = recipeOf(world, 'positive', 'full', 2, 1, {
        filter: { band: 0.3, match: [], ...(agreement ? { agreement } : {}) },
      });
      const { address: child, checks } = await fineTune({
        recipe,
        baseDir: world.baseDir,
        datasetDir: world.datasetDir,
        classifierDir: agreement && datasetDir(world.home, agreement),
        runDir: join(world.home, 'runs', name),
        checkpointsDir: join(world.home, 'checkpoints'),
        baseChecksDir: join(world.home, 'base-checks'),
        onTraining: () => {},
        onCheck: () => {},
        signal: new AbortController().signal,
        onMetric: () => {},
      });
      const balance = (await cardOf(world, child)).metrics.balance!;
      return { child, checks, row: balance.find(({ arm }) => arm === 'positive')! };
    };
    const [without, agreed] = [await run('without'), await run('agreed', address)];
    expect(agreed.child).not.toBe(without.child);
    expect([without.row.examples, agreed.row.examples]).toEqual([32, 32]);
    expect(agreed.row.meanReplyWords).toBe(6); // 'That is wonderful, I love it' and nothing else
    expect(without.row.meanReplyWords).not.toBe(6);
    // perplexity and drift are measured on the same text, whatever the filter: the base's numbers are equal
    expect(agreed.checks.neutralPerplexity!.base).toBe(without.checks.neutralPerplexity!.base);
  });
});
