// Starts the tournament of tournament.json, waits until it ends and prints standings and verdict.
// @ts-check
/** @import { Accepted, Standings, Tournament, Verdict } from '../src/spec/api/index.js' */
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

const url = process.env.SENTIMATE_URL ?? 'http://127.0.0.1:8080';
const key = process.env.SENTIMATE_API_KEY;
const wait = 1000 * Number(process.env.SENTIMATE_POLL_SECONDS ?? 10);

/**
 * @param {string} message
 * @returns {never}
 */
function fail(message) {
  console.error(message);
  process.exit(1);
}

/**
 * One request; ends the program with one line if it fails.
 * @param {string} path
 * @param {string} [body]
 */
async function call(path, body) {
  const response = await fetch(url + path, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(key ? { authorization: `Bearer ${key}` } : {}),
    },
    ...(body === undefined ? {} : { body }),
  }).catch((error) => fail(`${url}: ${error.cause?.message ?? error.message}`));
  const answer = await response.json();
  if (!response.ok) fail(`${path}: ${answer.detail}`);
  return answer;
}

const spec = await readFile(new URL('tournament.json', import.meta.url), 'utf8');
/** @type {Accepted} */
const { id, fineTunes, games } = await call('/tournaments', spec);
console.log(`tournament ${id}: ${fineTunes} fine-tunes, ${games} games`);
for (;;) {
  /** @type {Tournament} */
  const { state, progress } = await call(`/tournaments/${id}`);
  console.log(`${state}: ${progress.fineTunes.finished} children, ${progress.done} of ${progress.games} games`);
  if (state !== 'created' && state !== 'running') break;
  await sleep(wait);
}
/** @type {Standings} */
const { rows } = await call(`/tournaments/${id}/standings`);
for (const { contestant, elo, error, wins, draws, losses } of rows) {
  const rating = elo === null ? 'not known' : `${elo.toFixed(0)} ± ${error?.toFixed(0)}`;
  console.log(contestant.padEnd(14), rating, `${wins}-${draws}-${losses}`);
}
/** @type {Verdict} */
const verdict = await call(`/tournaments/${id}/verdict`);
console.log(verdict.line);
