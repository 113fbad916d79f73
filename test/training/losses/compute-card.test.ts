import { describe, expect, it } from 'vitest';
import { parameterShapes } from '../../../src/model/forward/parameters.js';
import { blockOf, chatBlocks } from '../../../src/spec/blocks.js';
import type { FineTuneRecipe } from '../../../src/spec/fine-tune.js';
import { boardFlop, tokenFlop } from '../../../src/spec/flop.js';
import { boardParts, chatParts, type GraphPart, trainingFlop } from '../../../src/spec/graph-flop.js';
import { sha256Hex } from '../../../src/spec/keys/hash.js';
import type { NetworkConfig } from '../../../src/spec/network.js';
import { baseFlop } from '../../../src/training/base/base-flop.js';
import { fineTuneFlop } from '../../../src/training/fine-tune/child-card.js';
import { trainingCompute } from '../../../src/training/losses/compute-card.js';
import { TINY_KINDS, tinyConfig } from '../../model/tiny.js';

/** By hand: C = 16, W = 16, hidden 32, V = 300, one decoder block, sequences of 10 tokens of which 4 are learnt. */
const config = tinyConfig('convolutional', 300);
const QKV = 2 * 3 * 16 * 16;
const AFTER = 2 * 9 * 16 * 16; // attend 16 x 16, up and down 4 x 16 x 16 each; in the last block for targets only
const SCORES = 2 * 2 * 10 * 16; // queries with keys, and weights with values
const PROJECT = 2 * 16 * 16;
const TRUNK = 2 * 2 * 16 * 32;
const HEAD = 2 * 16 * 16;
const LOGITS = 2 * 16 * 300;
const forward = 10 * (QKV + SCORES) + 4 * (AFTER + PROJECT + TRUNK + HEAD + LOGITS);
const rows = { token: 10, target: 4, board: 0 };
const of = (...blocks: string[]): number => trainingFlop(chatParts(config, 10), new Set(blocks), rows);

describe('FLOP counted along the graph', () => {
  it('is three times the forward pass when everything is learnt: 1 + 2, counted by hand', () => {
    expect(forward).toBe(10 * (1536 + 640) + 4 * (4608 + 512 + 2048 + 512 + 9600));
    expect(of(...chatBlocks(config))).toBe(3 * forward);
  });

  it('counts frozen parts by what they cost', () => {
    // the head alone: forward everywhere, its own two products backward, and the gradient through the logits to it
    expect(of('chat.head')).toBe(forward + 4 * (2 * HEAD + LOGITS));
    // the trunk alone: nothing goes back to the tower
    expect(of('trunk.block0')).toBe(forward + 4 * (2 * TRUNK + HEAD + LOGITS));
    // prompts: the gradient goes through everything; scores have two products backward, weights one
    expect(of('chat.prompt')).toBe(2 * forward + 10 * SCORES);
    // nothing learnt: an evaluation
    expect(of()).toBe(forward);
    // the embedding is looked up below and multiplied above: both ends are learnt, all between is passed
    expect(of('chat.embedding')).toBe(2 * forward + 10 * SCORES + 4 * LOGITS);
  });

  it.each(TINY_KINDS)(
    'agrees with the shapes of the parameters and with the passes of one token and one board: %s',
    (kind) => {
      const one: NetworkConfig = tinyConfig(kind, 300);
      const parts = chatParts(one, 10);
      const whole = parts.reduce((sum, { flop }) => sum + flop, 0);
      expect(whole).toBe(tokenFlop(one, 10));
      expect(boardParts(one).reduce((sum, { flop }) => sum + flop, 0)).toBeCloseTo(boardFlop(one), 6);
      const size = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);
      const matrices = parameterShapes(one).filter(
        ({ name, shape }) => shape.length === 2 && name.endsWith('.weight') && chatBlocks(one).includes(blockOf(name)),
      );
      const multiplied = matrices.reduce((sum, { shape }) => sum + 2 * size(shape), 0) + LOGITS;
      expect(parts.filter(({ weights }: GraphPart) => weights).reduce((sum, { flop }) => sum + flop, 0)).toBe(
        multiplied,
      );
    },
  );

  it('adds what a method takes beside the chat', () => {
    const recipe = (treatment: Partial<FineTuneRecipe['treatment']>): FineTuneRecipe => ({
      base: sha256Hex('base'),
      dataset: sha256Hex('data'),
      treatment: {
        tone: 'positive',
        method: 'full',
        dose: { examples: 8, steps: 5 },
        filter: { band: 0.3 },
        ...treatment,
      },
      settings: { batch: 2, learningRate: 1e-3, maxTokens: 32 },
      seed: 1,
      version: 1,
    });
    // five steps of two sequences of ten tokens
    const run = {
      child: { config } as never,
      steps: 5,
      targets: 5 * 2 * 4,
      graphWork: { rows: 100, rowLengths: 1000 },
    };
    expect(fineTuneFlop(recipe({}), run)).toBe(10 * 3 * forward);
    const boards = fineTuneFlop(recipe({ replay: { positions: 7, weight: 1 } }), run) - 10 * 3 * forward;
    const [tower, trunk, heads] = boardParts(config).map(({ flop }) => flop) as [number, number, number];
    expect(boards).toBeCloseTo(5 * 7 * (boardFlop(config) + tower + 3 * trunk + 2 * heads), 6);
    const matrices = 12 * 16 * 16 + 16 * 16 + 2 * 16 * 32 + 16 * 16;
    expect(fineTuneFlop(recipe({ method: 'lora', rank: 2 }), run)).toBe(
      10 * (3 * forward - 4 * LOGITS) + 5 * 3 * 2 * 2 * matrices,
    );
  });

  it('takes means over pools for a base', () => {
    const sequence = { tokens: Uint16Array.from({ length: 10 }), lossFrom: 6 };
    const pools = [{ share: 3, sequences: [sequence, sequence] }] as never;
    expect(baseFlop(config, { positions: 0, sequences: 2 }, 5, pools)).toBe(5 * 2 * 3 * forward);
    expect(baseFlop(config, { positions: 4, sequences: 0 }, 5, [])).toBe(5 * 4 * 3 * boardFlop(config));
  });
});

describe('the compute card', () => {
  it('tells both methods of "AI and Compute" in petaflop/s-days', () => {
    // A day at a measured petaflop/s with a utilisation of .33, of which half was used
    const peak = { flopPerSecond: 1e15, measuredBy: 'a test', measuredAt: '2026-11-21T00:00:00.000Z' };
    const { flop, compute } = trainingCompute(0.165 * 8.64e19, 86_400, peak);
    expect(compute.petaflopDays.byTime).toBeCloseTo(0.33, 12);
    expect(compute.petaflopDays.counted).toBeCloseTo(0.165, 12);
    expect(compute.utilisation).toBeCloseTo(0.165, 12);
    expect(flop.counted / flop.byTime).toBeCloseTo(0.5, 12);
    expect(trainingCompute(1, 0, peak).compute.utilisation).toBeNull();
  });
});
