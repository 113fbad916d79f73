import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { conversationLine } from '../../src/dialogue/conversation/conversation.js';
import { sentiment } from '../../src/dialogue/vader/vader.js';
import type { Card } from '../../src/model/checkpoint/card.js';
import { loadNetwork, saveCheckpoint } from '../../src/model/checkpoint/checkpoint.js';
import { type Network, networkFromValues } from '../../src/model/checkpoint/network.js';
import { initialValues } from '../../src/model/forward/parameters.js';
import type { FineTuneMetric, FineTuneRecipe } from '../../src/spec/fine-tune.js';
import { sha256Hex } from '../../src/spec/keys/hash.js';
import { randomFromHash } from '../../src/spec/keys/random.js';
import { fineTune } from '../../src/training/fine-tune/fine-tune.js';
import type { Address } from '../../src/vocabulary/ids.js';
import type { CheckPart, Method, Tone } from '../../src/vocabulary/unions.js';
import { type TinyKind, tinyConfig, tinyTokenizer, tinyTokenizerJson } from '../model/tiny.js';

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

/**
 * A folder with a tiny base and a small made-up dialogue dataset: enough for a real fine-tune in a second. A new
 * network's blocks are the identity; with noise on its parameters every part of it has a say.
 */
export async function makeWorld(kind: TinyKind = 'convolutional', noise = 0): Promise<World> {
  const home = await mkdtemp(join(tmpdir(), 'sentimate-training-'));
  const tokenizer = tinyTokenizer();
  const config = tinyConfig(kind, tokenizer.size);
  const random = randomFromHash(sha256Hex('noise of the world'));
  const values = [...initialValues(config, 7)].map(
    ([name, data]) => [name, data.map((value) => value + noise * (random.next() - 0.5))] as const,
  );
  const network = networkFromValues(config, tokenizer, new Map(values));
  const card: Card = {
    kind: 'base',
    name: 'tiny',
    parent: null,
    data: [],
    seed: 7,
    steps: 0,
    parameters: 0,
    flop: { counted: 0, byTime: 0 },
    seconds: 0,
    metrics: {},
    software: {},
    machine: { backend: '', device: '', cpu: '', threads: 0 },
    createdAt: '2026-01-01T00:00:00Z',
  };
  const base = await saveCheckpoint(join(home, 'checkpoints'), network, tinyTokenizerJson(), card);
  network.dispose();
  const datasetDir = join(home, 'datasets', 'made-up');
  await mkdir(datasetDir, { recursive: true });
  const lines: string[] = [];
  for (let i = 0; i < 120; i++) {
    for (const replies of Object.values(REPLIES)) {
      const turns = [`Question ${i}?`, `${replies[i % 3]!}${i % 2 ? '.' : ''}`].map((text) => ({
        text,
        compound: sentiment(text),
        weight: 1,
      }));
      lines.push(conversationLine({ source: 'made-up', turns, heldOut: i % 10 === 0 }));
    }
  }
  await writeFile(join(datasetDir, 'conversations.jsonl'), lines.join(''));
  return { home, base, baseDir: join(home, 'checkpoints', base), datasetDir };
}

export type Treatment = FineTuneRecipe['treatment'];

/** What each method needs to be told, for the tiny network. The teacher is the base itself unless another is named. */
export const needsOf = (world: World, method: Method): Partial<Treatment> => {
  switch (method) {
    case 'subset':
      return { blocks: ['trunk.block0', 'chat.head'] };
    case 'lora':
      return { rank: 2 };
    case 'prompt':
      return { prompt: { vectors: 3, hidden: 0 } };
    case 'distill':
      return { teacher: world.base };
    default:
      return {};
  }
};

export function recipeOf(
  world: World,
  tone: Tone,
  method: Method,
  steps: number,
  seed = 1,
  more: Partial<Treatment> = {},
): FineTuneRecipe {
  return {
    base: world.base,
    dataset: 'f'.repeat(64),
    treatment: {
      tone,
      method,
      dose: { examples: 32, steps },
      filter: { band: 0.3 },
      ...needsOf(world, method),
      ...more,
    },
    settings: { batch: 8, learningRate: 3e-3, maxTokens: 32 },
    seed,
    version: 1,
  };
}

export interface RunMore {
  readonly name?: string;
  readonly signal?: AbortSignal;
  readonly onMetric?: (metric: FineTuneMetric) => void;
  readonly onTraining?: () => void;
  readonly onCheck?: (part: CheckPart) => void;
  readonly baseChecksDir?: string;
}

export function runRecipe(
  world: World,
  recipe: FineTuneRecipe,
  {
    name = 'run',
    signal = new AbortController().signal,
    onMetric = () => {},
    onTraining = () => {},
    onCheck = () => {},
    baseChecksDir = join(world.home, 'base-checks'),
  }: RunMore = {},
) {
  const checkpointsDir = join(world.home, 'checkpoints');
  const { teacher } = recipe.treatment;
  return fineTune({
    recipe,
    baseDir: world.baseDir,
    teacherDir: teacher && join(checkpointsDir, teacher),
    datasetDir: world.datasetDir,
    runDir: join(world.home, 'runs', name),
    checkpointsDir,
    baseChecksDir,
    onTraining,
    onCheck,
    signal,
    onMetric,
  });
}

export const loadChild = (world: World, address: string): Promise<Network> =>
  loadNetwork(join(world.home, 'checkpoints', address));

export const valuesOf = (network: Network): Map<string, Float32Array> =>
  new Map(Object.entries(network.parameters).map(([name, tensor]) => [name, tensor.dataSync() as Float32Array]));

export async function cardOf(world: World, address: string): Promise<Card> {
  return JSON.parse(await readFile(join(world.home, 'checkpoints', address, 'card.json'), 'utf8')) as Card;
}
