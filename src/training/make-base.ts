import { readFile, rm } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { measurePeak, startBackend } from '../model/backend.js';
import type { Card } from '../model/card.js';
import { saveCheckpoint } from '../model/checkpoint.js';
import { parameterCount } from '../model/parameters.js';
import { boardFlop, hashOf, tokenFlop, type NetworkConfig } from '../spec/index.js';
import type { Address } from '../vocabulary/index.js';
import { loadBaseData } from './base-data.js';
import { PRESETS, type PresetName } from './presets.js';
import { trainBase, type BaseProgress, type BaseSettings } from './train-base.js';

export interface MakeBaseOptions {
  readonly preset: PresetName;
  readonly name: string;
  readonly gamesDir: string;
  readonly dialogueDir: string;
  /** Addresses of the two datasets. */
  readonly data: readonly [string, string];
  readonly settings: BaseSettings;
  readonly home: string;
  readonly command: string;
  readonly signal: AbortSignal;
  readonly onProgress: (row: BaseProgress) => void;
}

/** Reads the data, trains, writes the checkpoint. Undefined when it was interrupted; the same call goes on later. */
export async function makeBase(options: MakeBaseOptions): Promise<{ address: Address; last: BaseProgress } | undefined> {
  const { settings, preset } = options;
  const backend = await startBackend();
  const shape = PRESETS[preset];
  const { data, tokenizer, tokenizerJson } = await loadBaseData(options.gamesDir, options.dialogueDir, {
    vocabulary: shape.chat.vocabulary,
    context: shape.chat.context,
  });
  const config: NetworkConfig = { ...shape, chat: { ...shape.chat, vocabulary: tokenizer.size } };
  const runDir = join(options.home, 'runs', `base-${hashOf<string>({ config, settings, data: options.data }).slice(0, 16)}`);
  const made = await trainBase({
    config,
    settings,
    tokenizer,
    data,
    dataAddresses: options.data,
    runDir,
    signal: options.signal,
    onProgress: options.onProgress,
  });
  if (!made) return undefined;
  const { network, last } = made;
  const meanLength = data.sequences.reduce((sum, { tokens }) => sum + tokens.length, 0) / data.sequences.length;
  const perStep = settings.positions * boardFlop(config) + settings.sequences * meanLength * tokenFlop(config, meanLength);
  const card: Card = {
    kind: 'base',
    name: options.name,
    parent: null,
    data: options.data,
    seed: settings.seed,
    steps: last.step,
    parameters: parameterCount(config),
    flop: { counted: 3 * last.step * perStep, byTime: last.seconds * measurePeak() * 0.33 },
    seconds: last.seconds,
    metrics: {
      positionsSeen: last.step * settings.positions,
      tokensSeen: Math.round(last.step * settings.sequences * meanLength),
      validation: last.validation,
      settings,
      datasets: await Promise.all([options.gamesDir, options.dialogueDir].map(profileOf)),
    },
    command: options.command,
    software: { tensorflow: backend.version, node: process.versions.node },
    machine: { backend: backend.name, device: backend.device, cpu: cpus()[0]?.model ?? 'unknown', threads: cpus().length },
    createdAt: new Date().toISOString(),
  };
  const address = await saveCheckpoint(join(options.home, 'checkpoints'), network, tokenizerJson, card);
  network.dispose();
  await rm(runDir, { recursive: true, force: true });
  return { address, last };
}

/** A dataset's counts. Names of files are left out: they may name people. */
async function profileOf(dir: string): Promise<Record<string, unknown>> {
  const profile = JSON.parse(await readFile(join(dir, 'dataset.json'), 'utf8')) as Record<string, unknown>;
  return Object.fromEntries(Object.entries(profile).filter(([key]) => key !== 'sources'));
}
