/**
 * A compute child without TensorFlow: the real games between pseudo-networks whose answers are drawn from a hash of
 * board and address, and fine-tunes that take a moment. Equal requests give equal answers, which is all that the record
 * relies on.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeFen } from 'chessops/fen';
import { POLICY_SIZE } from '../../../dist/src/chess/board/encoding.js';
import { randomFromHash } from '../../../dist/src/spec/keys/index.js';
import { childFailure } from '../../../dist/workers/child/failure.js';
import { PlayRequest } from '../../../dist/workers/child/play.js';

/** A forward pass of a small network takes about as long. Milliseconds. */
const THINKS = 4;
/** Bytes of a child, so that a full disk has something to refuse. */
const WEIGHTS = 50_000;

const sha256 = (text) => createHash('sha256').update(text).digest('hex');
const send = (message) => process.connected && process.send(message);
const running = new Map();

const modelOf = (address) => ({
  async evaluate(positions) {
    await sleep(THINKS);
    const policy = new Float32Array(positions.length * POLICY_SIZE);
    const outcome = new Float32Array(positions.length * 3);
    positions.forEach((position, row) => {
      const random = randomFromHash(sha256(`${address} ${makeFen(position.toSetup())}`));
      for (let index = 0; index < POLICY_SIZE; index++) policy[row * POLICY_SIZE + index] = 6 * random.next() - 3;
      outcome.set([0.4, 0.3, 0.3], row * 3);
    });
    return { policy, outcome };
  },
});

const networks = { acquire: async (_home, address) => modelOf(address), release: () => undefined };

const checks = {
  replySentiment: { child: 0.4, base: 0.1, difference: 0.3, error: 0.05 },
  neutralPerplexity: null,
  chessPolicyKl: 0,
  legalShare: { child: 1, base: 1 },
  samples: [],
};

async function fineTune({ id, recipe, home }, signal) {
  const totalSteps = 4;
  for (let step = 1; step <= totalSteps; step++) {
    await sleep(60);
    if (signal.aborted) throw Object.assign(new Error('cancelled'), { code: 'cancelled' });
    send({
      type: 'metric',
      id,
      metric: { step, loss: 2, learningRate: 0.1, gradientNorm: 1, tokensPerSecond: 10 },
      totalSteps,
    });
  }
  const address = sha256(`child ${JSON.stringify(recipe)}`);
  const dir = join(home, 'checkpoints', address);
  mkdirSync(dir, { recursive: true });
  writeFileSync(join(dir, 'model.safetensors'), Buffer.alloc(WEIGHTS));
  writeFileSync(join(dir, 'config.json'), '{"format":1}');
  writeFileSync(join(dir, 'card.json'), '{"name":"instant child","kind":"child"}');
  return { address, checks };
}

async function serve(work) {
  const abort = new AbortController();
  const state = { abort, play: undefined };
  running.set(work.id, state);
  try {
    if (work.type === 'play')
      state.play = new PlayRequest(work, { send, signal: abort.signal }, { networks, sources: networks });
    const result = await (state.play ? state.play.run() : fineTune(work, abort.signal));
    send({ type: 'usage', usage: { tensors: 0, rssBytes: 0, networks: 0 } });
    send({ type: 'done', id: work.id, result });
  } catch (error) {
    send({ type: 'failed', id: work.id, ...childFailure(error) });
  }
  running.delete(work.id);
}

process.on('message', (message) => {
  const play = running.get(message.id)?.play;
  if (message.type === 'play' || message.type === 'fine-tune') void serve(message);
  else if (message.type === 'more-games') play?.add(message);
  else if (message.type === 'no-more-games') play?.close();
  else if (message.type === 'cancel') running.get(message.id)?.abort.abort();
  else if (message.type === 'exit') process.exit(0);
});
process.on('disconnect', () => process.exit(0));
send({ type: 'ready', backend: { name: 'instant', version: '0', device: 'cpu' } });
