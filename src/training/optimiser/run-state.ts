/**
 * The state from which a killed training run resumes bit-identically: optimiser vectors, random generator, progress.
 * Written as one file and renamed into place, so that a state is either complete or absent.
 */
import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeSafetensors, encodeSafetensors, SafetensorsError } from '../../model/safetensors/index.js';
import { canonicalJson } from '../../spec/keys/index.js';
import type { AdamState } from './flat-adam.js';

/** State of a training run. */
export interface RunState<Extra> {
  readonly adam: AdamState;
  /** State of the random generator; empty for a run without one. */
  readonly random: readonly number[];
  /** Training time so far. */
  readonly seconds: number;
  /** Further state of the run, stored as JSON. */
  readonly extra: Extra;
}

const FILE = 'state.safetensors';

/**
 * Saves a state. `identity` is any JSON value that identifies the run: only a run with an equal one resumes it. The
 * file is safetensors; everything but the vectors is in its metadata.
 */
export async function saveRunState<Extra>(dir: string, identity: unknown, state: RunState<Extra>): Promise<void> {
  await mkdir(dir, { recursive: true });
  const { adam, ...run } = state;
  const tensor = (data: Float32Array) => ({ shape: [data.length], data });
  const bytes = encodeSafetensors(
    new Map([
      ['values', tensor(adam.values)],
      ['mean', tensor(adam.mean)],
      ['variance', tensor(adam.variance)],
      ...(adam.average ? [['average', tensor(adam.average)] as const] : []),
    ]),
    { identity: canonicalJson(identity), run: JSON.stringify({ ...run, step: adam.step }) },
  );
  const draft = join(dir, `${FILE}.${randomUUID()}.draft`); // a process that lost its lease may still be writing
  await writeFile(draft, bytes);
  await rename(draft, join(dir, FILE));
}

/**
 * Loads a state. Returns undefined when there is none, when it has another identity or another number of parameters
 * (`length`), or when a power loss left it incomplete: the run then starts over, with the same result.
 */
export async function loadRunState<Extra>(
  dir: string,
  identity: unknown,
  length: number,
): Promise<RunState<Extra> | undefined> {
  let bytes: Buffer;
  try {
    bytes = await readFile(join(dir, FILE));
  } catch {
    return undefined;
  }
  try {
    return parseRunState<Extra>(bytes, identity, length);
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof RangeError || error instanceof SafetensorsError)
      return undefined;
    throw error;
  }
}

function parseRunState<Extra>(bytes: Buffer, identity: unknown, length: number): RunState<Extra> | undefined {
  const header = JSON.parse(bytes.toString('utf8', 8, 8 + Number(bytes.readBigUInt64LE(0)))) as {
    __metadata__: Record<string, string>;
  };
  if (header.__metadata__.identity !== canonicalJson(identity)) return undefined;
  const tensors = decodeSafetensors(bytes);
  const run = JSON.parse(header.__metadata__.run!) as {
    step: number;
    random: number[];
    seconds: number;
    extra: Extra;
  };
  const [values, mean, variance] = ['values', 'mean', 'variance'].map((name) => tensors.get(name)?.data);
  if (values?.length !== length || mean?.length !== length || variance?.length !== length) return undefined;
  const average = tensors.get('average')?.data;
  return {
    adam: { step: run.step, values, mean, variance, ...(average ? { average } : {}) },
    random: run.random,
    seconds: run.seconds,
    extra: run.extra,
  };
}

/** Deletes the folder of a state. */
export async function clearRunState(dir: string): Promise<void> {
  await rm(dir, { recursive: true, force: true });
}
