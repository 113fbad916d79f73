// Starts the tournament of tournament.json, waits until it ends and prints standings and verdict.
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

const url = process.env.SENTIMATE_URL ?? 'http://127.0.0.1:8080';
const key = process.env.SENTIMATE_API_KEY;

function fail(message) {
  console.error(message);
  process.exit(1);
}

async function call(path, body) {
  const response = await fetch(url + path, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(key ? { authorization: `Bearer ${key}` } : {}),
    },
    body,
  }).catch((error) => fail(`${url}: ${error.cause?.message ?? error.message}`));
  const answer = await response.json();
  if (!response.ok) fail(`${path}: ${answer.detail}`);
  return answer;
}

const { id, fineTunes, games } = await call(
  '/tournaments',
  await readFile(new URL('tournament.json', import.meta.url)),
);
console.log(`tournament ${id}: ${fineTunes} fine-tunes, ${games} games`);
for (;;) {
  const { state, progress } = await call(`/tournaments/${id}`);
  console.log(`${state}: ${progress.fineTunes.finished} children, ${progress.done} of ${progress.games} games`);
  if (state !== 'created' && state !== 'running') break;
  await sleep(10_000);
}
for (const { contestant, elo, error, wins, draws, losses } of (await call(`/tournaments/${id}/standings`)).rows) {
  console.log(
    contestant.padEnd(14),
    elo === null ? 'not known' : `${elo.toFixed(0)} ± ${error.toFixed(0)}`,
    `${wins}-${draws}-${losses}`,
  );
}
console.log((await call(`/tournaments/${id}/verdict`)).line);
