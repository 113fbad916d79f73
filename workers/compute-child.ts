/**
 * Entry point of the process that owns TensorFlow. Its parent (src/orchestration/compute-process.ts) forks it, sends it
 * requests and may kill it at any time: it holds no state that is not also on disk or with the parent.
 */
import type { ComputeKind, ComputeRequest, ComputeResults, FromChild, MoreGames, ToChild } from '../src/spec/index.js';
import { childFailure } from './child/failure.js';
import type { PlayRequest } from './child/play.js';
import { WarmNetworks } from './child/warm-networks.js';

/** Interval of the usage messages, which show that the process is alive. */
const USAGE_INTERVAL_MS = 5_011;

interface Running {
  readonly abort: AbortController;
  /** Set for a play request once TensorFlow is loaded; until then its messages wait in `deferred`. */
  play?: PlayRequest;
  readonly deferred: (MoreGames | { readonly type: 'no-more-games' })[];
}

const running = new Map<string, Running>();
const numerics = import('./child/numerics.js');
const backend = numerics.then(({ startBackend }) => startBackend());
const networks = new WarmNetworks(async (home, address) => (await numerics).loadNetworkByAddress(home, address));
let countTensors: () => number = () => 0;

function send(message: FromChild): void {
  if (process.connected) process.send!(message);
}

function sendUsage(): void {
  send({
    type: 'usage',
    usage: { tensors: countTensors(), rssBytes: process.memoryUsage.rss(), networks: networks.size },
  });
}

async function compute(work: ComputeRequest, state: Running): Promise<ComputeResults[ComputeKind]> {
  const { handleWork, playRequest } = await numerics;
  await backend.catch((error: unknown) => {
    throw Object.assign(new Error(`TensorFlow did not start: ${String(error)}`), { code: 'backend-missing' });
  });
  const context = { networks, send, signal: state.abort.signal };
  if (work.type !== 'play') return handleWork(work, context);
  state.play = playRequest(work, context);
  for (const message of state.deferred) forward(state.play, message);
  return state.play.run();
}

function forward(play: PlayRequest, message: Running['deferred'][number]): void {
  if (message.type === 'more-games') play.add(message);
  else play.close();
}

async function serve(work: ComputeRequest): Promise<void> {
  const state: Running = { abort: new AbortController(), deferred: [] };
  running.set(work.id, state);
  let answer: FromChild;
  try {
    answer = { type: 'done', id: work.id, result: await compute(work, state) };
  } catch (error) {
    answer = { type: 'failed', id: work.id, ...childFailure(error) };
  }
  running.delete(work.id);
  sendUsage();
  send(answer);
}

process.on('message', (value) => {
  const message = value as ToChild;
  switch (message.type) {
    case 'fine-tune':
    case 'play':
    case 'replay':
    case 'chat':
    case 'move':
    case 'evaluate':
    case 'measure':
      void serve(message);
      return;
    case 'more-games':
    case 'no-more-games': {
      const state = running.get(message.id);
      if (state?.play) forward(state.play, message);
      else state?.deferred.push(message);
      return;
    }
    case 'cancel':
      running.get(message.id)?.abort.abort();
      return;
    case 'exit':
      process.exit(0);
  }
});
process.on('disconnect', () => process.exit(0)); // the parent has gone
process.on('SIGINT', () => undefined); // Ctrl-C reaches the whole process group; the parent decides
setInterval(sendUsage, USAGE_INTERVAL_MS).unref();

backend.then(
  async (info) => {
    countTensors = (await numerics).totalTensorCount;
    send({ type: 'ready', backend: info });
  },
  () => undefined, // each request then fails with `backend-missing`
);
