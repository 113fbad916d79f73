/**
 * Entry point of the thread that network-thread.ts starts: it loads networks, groups them into families and evaluates
 * boards, one request after the other.
 */
import { parentPort } from 'node:worker_threads';
import { isEvaluation } from '../../spec/index.js';
import { BoardBatch, type BoardFamily, familyKey, openFamily } from '../boards/index.js';
import { loadWeights } from '../checkpoint/index.js';
import { isBoardParameter } from '../forward/index.js';
import type { FromThread, LoadedNetwork, ToThread } from './network-thread.js';

interface Entry {
  readonly key: string;
  readonly family: BoardFamily;
}

/** Families by number; undefined where the last member was unloaded. */
const families: (Entry | undefined)[] = [];
let busySeconds = 0;

async function load(dir: string): Promise<LoadedNetwork | undefined> {
  const { config, weights } = await loadWeights(dir, isBoardParameter);
  if (isEvaluation(config)) return undefined;
  const key = familyKey(config);
  let number = families.findIndex((entry) => entry?.key === key);
  if (number < 0) {
    const family = await openFamily(config);
    number = families.length;
    families.push({ key, family });
  }
  return { family: number, member: await families[number]!.family.add(weights) };
}

function findFamily(number: number): BoardFamily {
  const entry = families[number];
  if (!entry) throw new RangeError(`there is no family ${number} in this thread`);
  return entry.family;
}

async function evaluate(request: ToThread & { type: 'evaluate' }) {
  const batch = new BoardBatch(request.planes, request.moves);
  batch.count = request.count;
  batch.moveCount = request.moveCount;
  const started = performance.now();
  const evaluation = await findFamily(request.family).evaluateMoves(batch, request.segments);
  busySeconds += (performance.now() - started) / 1000;
  return { type: 'evaluated', evaluation, planes: request.planes, moves: request.moves } as const;
}

async function unload({ family, member }: LoadedNetwork): Promise<void> {
  await findFamily(family).remove(member);
  if (findFamily(family).size === 0) families[family] = undefined;
}

async function handle(request: ToThread) {
  switch (request.type) {
    case 'load':
      return { type: 'loaded', network: await load(request.dir) } as const;
    case 'evaluate':
      return evaluate(request);
    case 'unload':
      await unload(request);
      return { type: 'unloaded' } as const;
  }
}

/** Requests are handled in the order of arrival, although loading waits for files. */
let last: Promise<unknown> = Promise.resolve();
parentPort!.on('message', (request: ToThread) => {
  last = last.then(() => serve(request));
});

async function serve(request: ToThread): Promise<void> {
  let answer: FromThread;
  const usage = () => ({ kept: families.reduce((sum, entry) => sum + (entry?.family.kept ?? 0), 0), busySeconds });
  try {
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
