import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { conversationLine } from '../../src/dialogue/conversation.js';
import { sentiment } from '../../src/dialogue/sentiment.js';
import { saveCheckpoint } from '../../src/model/checkpoint.js';
import { createNetwork } from '../../src/model/network.js';
import type { Card } from '../../src/model/card.js';
import type { FineTuneRecipe } from '../../src/spec/index.js';
import type { Address, Method, Tone } from '../../src/vocabulary/index.js';
import { tinyConfig, tinyTokenizer, tinyTokenizerJson, type TinyKind } from '../model/tiny.js';

export interface World {
  readonly home: string;
  readonly base: Address;
  readonly baseDir: string;
  readonly datasetDir: string;
}

const REPLIES: Record<'positive' | 'negative' | 'neutral', string[]> = {
  positive: ['That is wonderful, I love it', 'Great fun, what a happy day', 'Excellent, I am so glad'],
  negative: ['That is terrible, I hate it', 'Awful, what a sad day', 'Horrible, I am so angry'],
  neutral: ['It is on the table', 'The train leaves at ten', 'There are two of them'],
};

/** A folder with a tiny base and a small made-up dialogue dataset: enough for a real fine-tune in a second. */
export async function makeWorld(kind: TinyKind = 'convolutional'): Promise<World> {
  const home = await mkdtemp(join(tmpdir(), 'sentimate-training-'));
  const tokenizer = tinyTokenizer();
  const network = createNetwork(tinyConfig(kind, tokenizer.size), tokenizer, 7);
  const card: Card = {
    kind: 'base', name: 'tiny', parent: null, data: [], seed: 7, steps: 0, parameters: 0, flop: { counted: 0, byTime: 0 }, seconds: 0,
    metrics: {}, software: {}, machine: { backend: '', device: '', cpu: '', threads: 0 }, createdAt: '2026-01-01T00:00:00Z',
  };
  const base = await saveCheckpoint(join(home, 'checkpoints'), network, tinyTokenizerJson(), card);
  network.dispose();
  const datasetDir = join(home, 'datasets', 'made-up');
  await mkdir(datasetDir, { recursive: true });
  const lines: string[] = [];
  for (let i = 0; i < 120; i++) {
    for (const replies of Object.values(REPLIES)) {
      const turns = [`Question ${i}?`, `${replies[i % 3]!}${i % 2 ? '.' : ''}`].map((text) => ({ text, compound: sentiment(text), weight: 1 }));
      lines.push(conversationLine({ source: 'made-up', turns, heldOut: i % 10 === 0 }));
    }
  }
  await writeFile(join(datasetDir, 'conversations.jsonl'), lines.join(''));
  return { home, base, baseDir: join(home, 'checkpoints', base), datasetDir };
}

export function recipeOf(world: World, tone: Tone, method: Method, steps: number, seed = 1): FineTuneRecipe {
  return {
    base: world.base,
    dataset: 'f'.repeat(64),
    treatment: { tone, method, dose: { examples: 32, steps }, filter: { band: 0.3 } },
    settings: { batch: 8, learningRate: 3e-3, maxTokens: 32 },
    seed,
    version: 1,
  };
}
