import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Card } from '../../model/checkpoint/index.js';
import {
  type DifferenceBase,
  loadNetwork,
  type Network,
  readCheckpointAddress,
  readDifference,
  type StoredForm,
  saveCheckpoint,
} from '../../model/checkpoint/index.js';
import { parameterCount } from '../../model/forward/index.js';
import { startBackend } from '../../model/kernels/index.js';
import { isEvaluation, isPretrained, type NetworkConfig } from '../../spec/index.js';
import { hashOf } from '../../spec/keys/index.js';
import type { Address } from '../../vocabulary/index.js';
import { cardEnvironment, measureSharing, trainingCompute } from '../losses/index.js';
import { type DialogueSource, loadBaseData } from './base-data.js';
import { baseFlop, meanSequenceLength } from './base-flop.js';
import type { BaseData, BaseProgress, BaseSettings } from './base-settings.js';
import { PRESETS, type PresetName } from './presets.js';
import { trainBase } from './train-base.js';
import { trainedShapes } from './trained-part.js';

/** Arguments of `makeBase`. */
interface MakeBaseOptions {
  readonly preset: PresetName;
  /** Display name of the checkpoint. */
  readonly name: string;
  readonly gamesDir: string;
  readonly dialogue: readonly DialogueSource[];
  /** Addresses of the datasets: games first, then dialogue. */
  readonly data: readonly string[];
  readonly settings: BaseSettings;
  /** Folder of a checkpoint to continue from: its tokenizer is used, and every parameter of equal name and size. */
  readonly from?: string;
  /** Rounds the finished weights to half precision. */
  readonly half: boolean;
  readonly home: string;
  /** The command line, for the card. */
  readonly command: string;
  readonly signal: AbortSignal;
  readonly onProgress: (row: BaseProgress) => void;
  /** As in TrainBaseOptions. */
  readonly onFrozen?: (share: number) => void;
}

/**
 * Loads the data, trains a base and saves its checkpoint. Returns undefined when interrupted; the same call resumes the
 * run. Throws FileError, RangeError or CheckpointError for inputs that cannot be read.
 */
export async function makeBase(
  options: MakeBaseOptions,
): Promise<{ address: Address; last: BaseProgress } | undefined> {
  const { settings, preset } = options;
  await startBackend();
  const start = options.from === undefined ? undefined : await readStartCheckpoint(options.from);
  // a pretrained tower comes from a graft, and brings its shape with it
  const shape = start && isPretrained(start.config.chat) ? start.config : PRESETS[preset];
  const { data, tokenizer, tokenizerJson } = await loadBaseData(options.gamesDir, options.dialogue, {
    vocabulary: shape.chat.vocabulary,
    context: shape.chat.context,
    evaluations: isEvaluation(shape),
    seed: settings.seed,
    ...(settings.poolTokens ? { poolTokens: settings.poolTokens } : {}),
    backward: settings.backward === true,
    ...(start ? { tokenizerJson: start.tokenizerJson } : {}),
  });
  const config: NetworkConfig = { ...shape, chat: { ...shape.chat, vocabulary: tokenizer.size } };
  const shares = options.dialogue.map(({ share }) => String(share));
  const dataAddresses = [...options.data, ...shares, ...(start ? [start.address] : [])];
  const runHash = hashOf<string>({ config, settings, data: dataAddresses }).slice(0, 16);
  const runDir = join(options.home, 'runs', `base-${runHash}`);
  const trained = await trainBase({
    config,
    settings,
    tokenizer,
    data,
    dataAddresses,
    ...(start ? { start: start.values } : {}),
    runDir,
    signal: options.signal,
    onProgress: options.onProgress,
    ...(options.onFrozen ? { onFrozen: options.onFrozen } : {}),
  });
  if (!trained) return undefined;
  const { network, last } = trained;
  const address = await saveCheckpoint(
    join(options.home, 'checkpoints'),
    network,
    tokenizerJson,
    await baseCard(options, network, data, last, start),
    { dtype: options.half ? 'F16' : 'F32', ...differenceOf(config, settings, start) },
  );
  network.dispose();
  await rm(runDir, { recursive: true, force: true });
  return { address, last };
}

/** A base that started from a difference is one from the same base, with what was trained besides. */
function differenceOf(
  config: NetworkConfig,
  settings: BaseSettings,
  start: StartCheckpoint | undefined,
): Pick<StoredForm, 'difference'> {
  if (!start?.difference) return {};
  const { base, changed } = start.difference;
  const trained = new Set([...changed, ...trainedShapes(config, settings).map(({ name }) => name)]);
  return { difference: { base, changed: (name) => trained.has(name) } };
}

async function baseCard(
  options: MakeBaseOptions,
  network: Network,
  data: BaseData,
  last: BaseProgress,
  start: StartCheckpoint | undefined,
): Promise<Card> {
  const { settings } = options;
  const { config } = network;
  const tokensPerSequence = settings.sequences > 0 ? meanSequenceLength(data.dialogue).tokens : 0;
  return {
    kind: 'base',
    name: options.name,
    parent: start?.address ?? null,
    data: options.data,
    seed: settings.seed,
    steps: last.step,
    parameters: parameterCount(config),
    ...trainingCompute(baseFlop(config, settings, last.step, data.dialogue), last.seconds),
    seconds: last.seconds,
    metrics: {
      positionsSeen: last.step * settings.positions,
      tokensSeen: Math.round(last.step * settings.sequences * tokensPerSequence),
      validation: last.evaluation ?? last.validation,
      sharing: await measureSharing(config, network.parameters, {
        sequences: data.heldOutSequences,
        positions: data.heldOutPositions,
      }),
      ...(start?.pretrained ? { pretrained: start.pretrained } : {}),
      settings,
      dialogueShares: options.dialogue.map(({ share }) => share),
      ...(start ? { before: start.history } : {}),
      datasets: await Promise.all(
        [options.gamesDir, ...options.dialogue.map(({ dir }) => dir)].map(readDatasetProfile),
      ),
    },
    command: options.command,
    ...(await cardEnvironment()),
  };
}

/** The checkpoint that a run continues from. */
interface StartCheckpoint {
  readonly config: NetworkConfig;
  /** What it differs from, and in which parameters; undefined for a whole checkpoint. */
  readonly difference: { readonly base: DifferenceBase; readonly changed: readonly string[] } | undefined;
  /** By parameter name. */
  readonly values: ReadonlyMap<string, Float32Array>;
  readonly address: Address;
  readonly tokenizerJson: string;
  /** The pretrained model that its chat was made of. */
  readonly pretrained: Card['metrics']['pretrained'];
  /** Earlier runs, so that the new card accounts for all of the training. */
  readonly history: Readonly<Record<string, unknown>>;
}

async function readStartCheckpoint(dir: string): Promise<StartCheckpoint> {
  const network = await loadNetwork(dir);
  const values = new Map<string, Float32Array>();
  for (const [name, tensor] of Object.entries(network.parameters))
    values.set(name, (await tensor.data()) as Float32Array);
  network.dispose();
  const card = JSON.parse(await readFile(join(dir, 'card.json'), 'utf8')) as Partial<Card>;
  return {
    config: network.config,
    difference: await readDifference(dir),
    values,
    address: await readCheckpointAddress(dir),
    tokenizerJson: await readFile(join(dir, 'tokenizer.json'), 'utf8'),
    pretrained: card.metrics?.pretrained,
    history: {
      ...{ seconds: card.seconds, steps: card.steps, flop: card.flop, data: card.data, command: card.command },
      ...(card.metrics?.before === undefined ? {} : { before: card.metrics.before }),
    },
  };
}

type DatasetProfile = NonNullable<Card['metrics']['datasets']>[number];

/** Reads a dataset's counts, without the names of its files: they may name people. */
async function readDatasetProfile(dir: string): Promise<DatasetProfile> {
  const profile = JSON.parse(await readFile(join(dir, 'dataset.json'), 'utf8')) as DatasetProfile & {
    readonly sources: unknown;
  };
  const { sources: _, ...counts } = profile;
  return counts;
}
