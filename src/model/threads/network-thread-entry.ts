/**
 * The thread of network-thread.ts: it loads networks, sorts them into families and judges boards, one request after the
 * other.
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

/** By number; a family whose last member has gone leaves its place empty. */
const families: (Entry | undefined)[] = [];
let busySeconds = 0;

/** What a board does not go through, and what the family has already, is let go of. */
async function load(dir: string): Promise<LoadedNetwork | undefined> {
  const { config, parameters } = await loadNetwork(dir);
  const pick = (wanted: (name: string) => boolean) =>
    Object.fromEntries(Object.entries(parameters).filter(([name]) => wanted(name)));
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

function familyOf(number: number): BoardFamily {
  const entry = families[number];
  if (!entry) throw new RangeError(`there is no family ${number} in this thread`);
  return entry.family;
}

function judge(request: ToThread & { type: 'judge' }) {
  const batch = new BoardBatch(request.planes, request.moves);
  batch.count = request.count;
  batch.moveCount = request.moveCount;
  const began = performance.now();
  const evaluation = familyOf(request.family).evaluateMoves(batch, request.segments);
  busySeconds += (performance.now() - began) / 1000;
  return { type: 'judged', evaluation, planes: request.planes, moves: request.moves } as const;
}

function drop({ family, member }: LoadedNetwork): void {
  familyOf(family).remove(member);
  if (familyOf(family).size === 0) families[family] = undefined;
}

async function answerTo(request: ToThread) {
  switch (request.type) {
    case 'load':
      return { type: 'loaded', seat: await load(request.dir) } as const;
    case 'judge':
      return judge(request);
    case 'drop':
      drop(request);
      return { type: 'dropped' } as const;
  }
}

const ready = startBackend();
/** Requests are taken in their order, although loading waits for files. */
let last: Promise<unknown> = ready;
parentPort!.on('message', (request: ToThread) => {
  last = last.then(() => serve(request));
});

async function serve(request: ToThread): Promise<void> {
  let answer: FromThread;
  const usage = () => ({ tensors: tf.memory().numTensors, busySeconds });
  try {
    await ready;
    const result = await answerTo(request);
    answer = { ...result, id: request.id, usage: usage() };
  } catch (error) {
    answer = { type: 'failed', id: request.id, ...failure(error), usage: usage() };
  }
  parentPort!.postMessage(answer, answer.type === 'judged' ? [answer.planes.buffer, answer.moves.buffer] : []);
}

/** Messages keep an error's text, but not its code. */
function failure(error: unknown): { message: string; code: string | undefined } {
  if (!(error instanceof Error)) return { message: String(error), code: undefined };
  return { message: error.message, code: 'code' in error && typeof error.code === 'string' ? error.code : undefined };
}
