/**
 * Our end of the PyTorch twin: it lays a folder for train.py (the weights, the settings, the batches in their order)
 * and talks to it by lines of JSON.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { parameterShapes } from '../../src/model/forward/parameters.js';
import { encodeSafetensors, type StoredTensor } from '../../src/model/safetensors/safetensors.js';
import type { NetworkConfig } from '../../src/spec/index.js';
import type { ChatBatch, PositionBatch } from '../../src/training/losses/batches.js';
import type { EvaluationBatch } from '../../src/training/losses/evaluation-batches.js';
import type { BoardLossOptions } from '../../src/training/losses/losses.js';

/** One step's data: positions with their moves or with their evaluations, dialogue, or both. */
export interface StepBatch {
  readonly board?: PositionBatch;
  readonly evaluation?: EvaluationBatch;
  readonly chat?: ChatBatch;
}

export interface StepSettings extends BoardLossOptions {
  /** Of the twin; TensorFlow takes as many as there are processors. */
  readonly threads: number;
  readonly learningRate: number;
  readonly clip: number;
  readonly weightDecay: number;
  readonly chatWeight: number;
  /** What the loss of evaluations is divided by, in pawns. */
  readonly unit: number;
}

/** Losses in nats, that of evaluations in pawns; `norm` is the gradient's before clipping. */
export interface StepLosses {
  readonly policy?: number;
  readonly outcome?: number;
  readonly pawns?: number;
  readonly chat?: number;
  readonly norm: number;
}

/** How long something took, and how many seconds of processors it used: the steadier measure on a busy machine. */
export interface Spent {
  readonly seconds: number;
  readonly cpu: number;
}

export interface StepsRun extends Spent {
  readonly losses: StepLosses[];
}

/** Where the Python files lie: beside this file's source, for the build copies none of them. */
export const TWIN_FILES = [import.meta.dirname, join(import.meta.dirname, '../../../bench/torch')].find((dir) =>
  existsSync(join(dir, 'train.py')),
)!;

/** The Python to use, or undefined where it has no PyTorch. SENTIMATE_TORCH_PYTHON names one beside `python3`. */
export function findTorch(python = process.env.SENTIMATE_TORCH_PYTHON ?? 'python3'): string | undefined {
  return spawnSync(python, ['-c', 'import torch'], { stdio: 'ignore' }).status === 0 ? python : undefined;
}

const vector = (data: ArrayLike<number>): StoredTensor => ({ shape: [data.length], data: Float32Array.from(data) });

/** Writes what train.py reads. */
export async function writeTwinFolder(
  dir: string,
  config: NetworkConfig,
  values: ReadonlyMap<string, Float32Array>,
  batches: readonly StepBatch[],
  settings: StepSettings,
): Promise<void> {
  await mkdir(join(dir, 'batches'), { recursive: true });
  const tensors = new Map(parameterShapes(config).map(({ name, shape }) => [name, { shape, data: values.get(name)! }]));
  await writeFile(join(dir, 'model.safetensors'), encodeSafetensors(tensors));
  await writeFile(join(dir, 'config.json'), JSON.stringify(config));
  await writeFile(join(dir, 'settings.json'), JSON.stringify(settings));
  for (const [number, batch] of batches.entries()) {
    await writeFile(join(dir, 'batches', `${number}.safetensors`), encodeSafetensors(storedBatch(batch)));
  }
}

/** A batch as train.py and forward.py read it. */
export function storedBatch({ board, evaluation, chat }: StepBatch): Map<string, StoredTensor> {
  const stored = new Map<string, StoredTensor>();
  if (board) {
    const size = board.moves.length;
    stored.set('planes', { shape: [size, board.planes.length / size], data: board.planes });
    stored.set('moves', vector(board.moves)).set('outcomes', vector(board.outcomes)).set('plies', vector(board.plies));
  }
  if (evaluation) {
    const size = evaluation.pawns.length;
    stored
      .set('bits', { shape: [size, evaluation.bits.length / size], data: evaluation.bits })
      .set('pawns', vector(evaluation.pawns));
  }
  if (chat) {
    stored.set('tokens', {
      shape: [chat.sequences, chat.tokens.length / chat.sequences],
      data: Float32Array.from(chat.tokens),
    });
    stored.set('places', vector(chat.rowIndices)).set('labels', vector(chat.labels));
  }
  return stored;
}

/** A running train.py. */
export class Twin {
  readonly #child: ChildProcess;
  readonly #reader: Interface;
  readonly #lines: AsyncIterator<string>;

  constructor(python: string) {
    const child = spawn(python, [join(TWIN_FILES, 'train.py')], { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#child = child;
    this.#reader = createInterface({ input: child.stdout });
    this.#lines = this.#reader[Symbol.asyncIterator]();
  }

  async #ask<T>(order: Record<string, unknown>): Promise<T> {
    this.#child.stdin!.write(`${JSON.stringify(order)}\n`);
    const line = await this.#lines.next();
    if (line.done) throw new Error('the twin ended early');
    return JSON.parse(line.value) as T;
  }

  /** Starts anew from a folder that writeTwinFolder wrote. Gives PyTorch's version. */
  async open(dir: string): Promise<string> {
    return (await this.#ask<{ torch: string }>({ open: dir })).torch;
  }

  run(steps: number): Promise<StepsRun> {
    return this.#ask({ steps });
  }

  /** A step's time by part. */
  async parts(steps: number): Promise<Record<string, Spent>> {
    return (await this.#ask<{ parts: Record<string, Spent> }>({ parts: steps })).parts;
  }

  /** Forward passes of the first `boards` boards of the first batch. */
  passes(passes: number, boards: number): Promise<Spent> {
    return this.#ask({ passes, boards });
  }

  async profile(steps: number): Promise<string> {
    return (await this.#ask<{ profile: string }>({ profile: steps })).profile;
  }

  async save(path: string): Promise<void> {
    await this.#ask({ save: path });
  }

  async close(): Promise<void> {
    const ended = once(this.#child, 'exit');
    this.#child.stdin!.end();
    await ended;
    this.#reader.close();
  }
}
