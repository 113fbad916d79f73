/**
 * A compute child that speaks the protocol and computes nothing, for tests of its parents. What it does follows from
 * the request: a fine-tune's seed, a chat's first turn, or `mock.json` in the home for games.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const sha256 = (text) => createHash('sha256').update(text).digest('hex');
const cancelled = new Set();
const ignoring = new Set();
const plays = new Map();
let served = 0;

const send = (message) => process.connected && process.send(message);
const usage = () => send({ type: 'usage', usage: { tensors: ++served * 100, rssBytes: 1, networks: 0 } });
const fail = (id, code) => {
  usage();
  send({ type: 'failed', id, code, message: code });
};
const done = (id, result) => {
  usage();
  send({ type: 'done', id, result });
};

const checks = {
  replySentiment: { child: 0.4, base: 0.1, difference: 0.3, error: 0.05 },
  neutralPerplexity: null,
  chessPolicyKl: 0,
  legalShare: { child: 1, base: 1 },
  samples: [],
};

export const SEEDS = { good: 1, diverges: 2, crashes: 3, waits: 4, deaf: 5, mute: 6 };

function fineTune({ id, recipe, home }) {
  const metric = (step) => ({ step, loss: 2, learningRate: 0.1, gradientNorm: 1, tokensPerSecond: 10 });
  send({ type: 'training', id });
  for (const step of [1, 2]) send({ type: 'metric', id, metric: metric(step), totalSteps: 2 });
  send({ type: 'checking', id, part: 'replies' });
  switch (recipe.seed) {
    case SEEDS.diverges:
      return fail(id, 'diverged');
    case SEEDS.crashes:
      return setTimeout(() => process.kill(process.pid, 'SIGKILL'), 30);
    case SEEDS.deaf:
      ignoring.add(id);
      return undefined;
    case SEEDS.waits:
    case SEEDS.mute:
      return undefined;
    default: {
      const address = sha256(`child ${JSON.stringify(recipe)}`);
      const dir = join(home, 'checkpoints', address);
      mkdirSync(dir, { recursive: true });
      writeFileSync(join(dir, 'config.json'), '{"format":1}');
      writeFileSync(join(dir, 'card.json'), '{"name":"positive child, seed 1","kind":"child"}');
      return done(id, { address, checks });
    }
  }
}

/** One game every few milliseconds; the result follows from the game's key. */
function play({ id, home, games, contestants }) {
  const mode = { everyMs: 2, crashAfter: Infinity, failAfter: Infinity, ...readMode(home) };
  const state = { games: [...games], open: true, known: new Set(contestants.map(({ key }) => key)), played: 0 };
  plays.set(id, state);
  const side = { moves: 1, legalShare: 1, guarded: 0 };
  const tick = () => {
    if (cancelled.has(id)) return fail(id, 'cancelled');
    const game = state.games.shift();
    if (!game && !state.open) return done(id, { played: state.played });
    if (game) {
      if (!state.known.has(game.white) || !state.known.has(game.black)) return fail(id, 'unknown-contestant');
      if (state.played >= mode.crashAfter) process.kill(process.pid, 'SIGKILL');
      if (state.played >= mode.failAfter) return fail(id, mode.failCode ?? 'internal');
      state.played++;
      const result = ['1-0', '0-1', '1/2-1/2'][parseInt(game.gameKey.slice(0, 2), 16) % 3];
      const moves = `${game.opening} ${game.gameKey.slice(0, 4)}`;
      const finished = {
        gameKey: game.gameKey,
        result,
        termination: 'checkmate',
        moves,
        plies: 3,
        white: side,
        black: side,
      };
      send({ type: 'games', id, results: [finished], waiting: state.games.length });
    }
    setTimeout(tick, mode.everyMs);
  };
  tick();
}

/** Every move of every game is as on record, unless `mock.json` says that records differ. */
function replay({ id, home, games }) {
  const { recordsDiffer = false } = readMode(home);
  const difference = recordsDiffer ? { difference: { ply: 0, reason: 'ply 1 differs' } } : {};
  done(id, {
    games: games.map(({ order }) => ({
      gameKey: order.gameKey,
      decided: 3,
      same: 2,
      ties: [{ ply: 0, margin: 1e-4 }],
      ...difference,
    })),
  });
}

function readMode(home) {
  try {
    return JSON.parse(readFileSync(join(home, 'mock.json'), 'utf8'));
  } catch {
    return {};
  }
}

function chat({ id, turns }) {
  if (turns[0] === 'wait') return undefined;
  if (turns[0] === 'environment') return done(id, { reply: String(process.env.DATABASE_URL) });
  return done(id, { reply: `${process.pid} heard ${turns.length}` });
}

process.on('message', (message) => {
  switch (message.type) {
    case 'fine-tune':
      return fineTune(message);
    case 'play':
      return play(message);
    case 'replay':
      return replay(message);
    case 'chat':
      return chat(message);
    case 'more-games': {
      const state = plays.get(message.id);
      for (const { key } of message.contestants) state.known.add(key);
      return state.games.push(...message.games);
    }
    case 'no-more-games':
      return (plays.get(message.id).open = false);
    case 'cancel':
      cancelled.add(message.id);
      return plays.has(message.id) || ignoring.has(message.id) ? undefined : fail(message.id, 'cancelled');
    case 'exit':
      return process.exit(0);
    default:
      return undefined;
  }
});
process.on('disconnect', () => process.exit(0));
send({ type: 'ready', backend: { name: 'mock', version: '0', device: 'cpu' } });
