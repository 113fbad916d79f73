import { readFile, rm } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import type { Card } from '../../model/checkpoint/index.js';
import { loadNetwork, readCheckpointAddress, saveCheckpoint } from '../../model/checkpoint/index.js';
import { parameterCount } from '../../model/forward/index.js';
import { startBackend } from '../../model/kernels/index.js';
import { hashOf, isEvaluation, type NetworkConfig } from '../../spec/index.js';
import type { Address } from '../../vocabulary/index.js';
import { trainingCompute } from '../losses/index.js';
import { type DialogueSource, loadBaseData } from './base-data.js';
import { baseFlop, meanSequenceLength } from './base-flop.js';
import type { BaseProgress, BaseSettings } from './base-settings.js';
import { PRESETS, type PresetName } from './presets.js';
import { trainBase } from './train-base.js';

export interface MakeBaseOptions {
  readonly preset: PresetName;
  readonly name: string;
  readonly gamesDir: string;
  readonly dialogue: readonly DialogueSource[];
  /** Addresses of the datasets: games first, then dialogue. */
  readonly data: readonly string[];
  readonly settings: BaseSettings;
  /** Folder of a checkpoint to go on from: its tokenizer is taken, and every parameter of equal name and size. */
  readonly from?: string;
  /** Round the finished weights to half precision. */
  readonly half: boolean;
  readonly home: string;
  readonly command: string;
  readonly signal: AbortSignal;
  readonly onProgress: (row: BaseProgress) => void;
}

/** Reads the data, trains, writes the checkpoint. Undefined when it was interrupted; the same call goes on later. */
export async function makeBase(
  options: MakeBaseOptions,
): Promise<{ address: Address; last: BaseProgress } | undefined> {
  const { settings, preset } = options;
  const backend = await startBackend();
  const shape = PRESETS[preset];
  const from = options.from === undefined ? undefined : await readStartCheckpoint(options.from);
  const { data, tokenizer, tokenizerJson } = await loadBaseData(options.gamesDir, options.dialogue, {
    vocabulary: shape.chat.vocabulary,
    context: shape.chat.context,
    evaluations: isEvaluation(shape),
    ...(from ? { tokenizerJson: from.tokenizerJson } : {}),
  });
  const config: NetworkConfig = { ...shape, chat: { ...shape.chat, vocabulary: tokenizer.size } };
  const shares = options.dialogue.map(({ share }) => share);
  const dataOf = [...options.data, ...shares.map(String), ...(from ? [from.address] : [])];
  const runDir = join(options.home, 'runs', `base-${hashOf<string>({ config, settings, data: dataOf }).slice(0, 16)}`);
  const made = await trainBase({
    config,
    settings,
    tokenizer,
    data,
    dataAddresses: dataOf,
    ...(from ? { start: from.values } : {}),
    runDir,
    // The second thread pays where the board's kernels fill their thread; a fully connected tower is done before its
    // weights are copied over (docs/log.md).
    threads: backend.name === 'tensorflow' && config.chess.kind === 'convolutional',
    signal: options.signal,
    onProgress: options.onProgress,
  });
  if (!made) return undefined;
  const { network, last } = made;
  const card: Card = {
    kind: 'base',
    name: options.name,
    parent: from?.address ?? null,
    data: options.data,
    seed: settings.seed,
    steps: last.step,
    parameters: parameterCount(config),
    ...trainingCompute(baseFlop(config, settings, last.step, data.dialogue), last.seconds),
    seconds: last.seconds,
    metrics: {
      positionsSeen: last.step * settings.positions,
      tokensSeen:
        settings.sequences > 0
          ? Math.round(last.step * settings.sequences * meanSequenceLength(data.dialogue).tokens)
          : 0,
      validation: last.evaluation ?? last.validation,
      settings,
      dialogueShares: shares,
      ...(from ? { before: from.history } : {}),
      datasets: await Promise.all(
        [options.gamesDir, ...options.dialogue.map(({ dir }) => dir)].map(readDatasetProfile),
      ),
    },
    command: options.command,
    software: { tensorflow: backend.version, node: process.versions.node },
    machine: {
      backend: backend.name,
      device: backend.device,
      cpu: cpus()[0]?.model ?? 'unknown',
      threads: cpus().length,
    },
    createdAt: new Date().toISOString(),
  };
  const address = await saveCheckpoint(
    join(options.home, 'checkpoints'),
    network,
    tokenizerJson,
    card,
    options.half ? 'F16' : 'F32',
  );
  network.dispose();
  await rm(runDir, { recursive: true, force: true });
  return { address, last };
}

/** What a run goes on from. */
async function readStartCheckpoint(dir: string) {
  const network = await loadNetwork(dir);
  const values = new Map<string, Float32Array>();
  for (const [name, tensor] of Object.entries(network.parameters))
    values.set(name, (await tensor.data()) as Float32Array);
  network.dispose();
  const card = JSON.parse(await readFile(join(dir, 'card.json'), 'utf8')) as Partial<Card>;
  return {
    values,
    address: await readCheckpointAddress(dir),
    tokenizerJson: await readFile(join(dir, 'tokenizer.json'), 'utf8'),
    /** The run before, so that the card tells of all the training. */
    history: {
      ...{ seconds: card.seconds, steps: card.steps, flop: card.flop, data: card.data, command: card.command },
      ...(card.metrics?.before === undefined ? {} : { before: card.metrics.before }),
    },
  };
}

/** A dataset's counts. Names of files are left out: they may name people. */
async function readDatasetProfile(dir: string): Promise<Record<string, unknown>> {
  const profile = JSON.parse(await readFile(join(dir, 'dataset.json'), 'utf8')) as Record<string, unknown>;
  return Object.fromEntries(Object.entries(profile).filter(([key]) => key !== 'sources'));
}
