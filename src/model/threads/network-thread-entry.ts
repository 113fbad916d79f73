/**
 * Entry point of the thread that network-thread.ts starts: it loads networks, groups them into families and evaluates
 * boards, one request after the other.
 */
import { parentPort } from 'node:worker_threads';
import * as tf from '@tensorflow/tfjs-core';
import { isEvaluation } from '../../spec/index.js';
import { BoardBatch, BoardFamily, familyKey, isFamilyParameter } from '../boards/index.js';
import { loadNetwork } from '../checkpoint/index.js';
import { parameterGroup } from '../forward/index.js';
import { startBackend } from '../kernels/index.js';
import type { FromThread, LoadedNetwork, ToThread } from './network-thread.js';

interface Entry {
  readonly key: string;
  readonly family: BoardFamily;
}

/** Families by number; undefined where the last member was unloaded. */
const families: (Entry | undefined)[] = [];
let busySeconds = 0;

/** Keeps only the tensors on a board's path, and frees those that the family holds already. */
async function load(dir: string): Promise<LoadedNetwork | undefined> {
  const { config, parameters } = await loadNetwork(dir);
  const pick = (select: (name: string) => boolean) =>
    Object.fromEntries(Object.entries(parameters).filter(([name]) => select(name)));
  if (isEvaluation(config)) {
    tf.dispose(Object.values(parameters));
    return undefined;
  }
  const isTrunk = (name: string): boolean => parameterGroup(name) === 'trunk';
  tf.dispose(Object.values(pick((name) => !isFamilyParameter(name) && !isTrunk(name))));
  const key = await familyKey(config, parameters);
  let number = families.findIndex((entry) => entry?.key === key);
  if (number < 0) {
    number = families.length;
    families.push({ key, family: new BoardFamily(config, pick(isFamilyParameter)) });
  } else tf.dispose(Object.values(pick(isFamilyParameter)));
  return { family: number, member: families[number]!.family.add(pick(isTrunk)) };
}

function findFamily(number: number): BoardFamily {
  const entry = families[number];
  if (!entry) throw new RangeError(`there is no family ${number} in this thread`);
  return entry.family;
}

function evaluate(request: ToThread & { type: 'evaluate' }) {
  const batch = new BoardBatch(request.planes, request.moves);
  batch.count = request.count;
  batch.moveCount = request.moveCount;
  const started = performance.now();
  const evaluation = findFamily(request.family).evaluateMoves(batch, request.segments);
  busySeconds += (performance.now() - started) / 1000;
  return { type: 'evaluated', evaluation, planes: request.planes, moves: request.moves } as const;
}

function unload({ family, member }: LoadedNetwork): void {
  findFamily(family).remove(member);
  if (findFamily(family).size === 0) families[family] = undefined;
}

async function handle(request: ToThread) {
  switch (request.type) {
    case 'load':
      return { type: 'loaded', network: await load(request.dir) } as const;
    case 'evaluate':
      return evaluate(request);
    case 'unload':
      unload(request);
      return { type: 'unloaded' } as const;
  }
}

const ready = startBackend();
/** Requests are handled in the order of arrival, although loading waits for files. */
let last: Promise<unknown> = ready;
parentPort!.on('message', (request: ToThread) => {
  last = last.then(() => serve(request));
});

async function serve(request: ToThread): Promise<void> {
  let answer: FromThread;
  const usage = () => ({ tensors: tf.memory().numTensors, busySeconds });
  try {
    await ready;
    const result = await handle(request);
    answer = { ...result, id: request.id, usage: usage() };
  } catch (error) {
    answer = { type: 'failed', id: request.id, ...errorDetails(error), usage: usage() };
  }
  parentPort!.postMessage(answer, answer.type === 'evaluated' ? [answer.planes.buffer, answer.moves.buffer] : []);
}

/** Posting an error keeps its message, but not its code, so both are sent as fields. */
function errorDetails(error: unknown): { message: string; code: string | undefined } {
  if (!(error instanceof Error)) return { message: String(error), code: undefined };
  return { message: error.message, code: 'code' in error && typeof error.code === 'string' ? error.code : undefined };
}
