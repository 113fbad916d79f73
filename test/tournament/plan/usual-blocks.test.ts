import { describe, expect, it } from 'vitest';
import { chatBlocks, usualBlocks } from '../../../src/spec/blocks.js';
import { fineTuneWithDefaults } from '../../../src/tournament/plan/spec-defaults.js';
import { tinyConfig, tinyPretrained } from '../../model/tiny.js';

describe('what a fine-tune trains by default', () => {
  const sources = { base: 'a'.repeat(64), dataset: 'b'.repeat(64) };
  const pretrained = usualBlocks(tinyPretrained('llama', 300))!;

  it('is everything, of a pretrained base its last blocks and the way through the trunk', () => {
    expect(usualBlocks(tinyConfig('convolutional', 300))).toBeUndefined();
    expect(pretrained).toEqual([
      ...['chat.block0', 'chat.block1', 'chat.block2', 'chat.norm', 'chat.project', 'trunk.block0', 'chat.head'],
    ]);
    const deep = tinyPretrained('gpt2', 300);
    const blocks = usualBlocks({ ...deep, chat: { ...deep.chat, layers: 30 } } as never)!;
    expect(blocks.filter((block) => block.startsWith('chat.block'))).toEqual(
      [26, 27, 28, 29].map((layer) => `chat.block${layer}`),
    );
    expect(chatBlocks(tinyPretrained('llama', 300))).toEqual(expect.arrayContaining(pretrained));
  });

  it('fills in a request without a method, and leaves one with a method as it is', () => {
    const usual = { ...sources, usualBlocks: pretrained };
    const recipe = fineTuneWithDefaults({ arm: { tone: 'positive' } }, usual);
    expect(recipe.treatment).toMatchObject({ method: 'subset', blocks: [...pretrained].sort() });
    expect(recipe.settings.learningRate).toBe(3e-4);
    const full = fineTuneWithDefaults({ arm: { tone: 'positive', method: 'full' } }, usual);
    expect(full.treatment).toMatchObject({ method: 'full' });
    expect(full.treatment).not.toHaveProperty('blocks');
    const small = fineTuneWithDefaults({ arm: { tone: 'positive' } }, sources);
    expect(small.treatment.method).toBe('full');
    expect(small.settings.learningRate).toBe(1e-3);
    const own = fineTuneWithDefaults({ arm: { tone: 'positive' }, fineTune: { learningRate: 2e-3 } }, usual);
    expect(own.settings.learningRate).toBe(2e-3);
  });
});
