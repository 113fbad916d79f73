/**
 * Starts the study of a JSON file (study.json beside this one by default), waits until it ends, prints a row a cell and
 * the declared trend, and writes the rows as CSV where a second argument names a file. No dependency.
 *
 *     node examples/batch-study.ts [STUDY.json] [ROWS.csv]      Node 22.18 or later runs TypeScript as it is
 *     npx tsx examples/batch-study.ts [STUDY.json] [ROWS.csv]   any Node that the project runs on
 */
import { readFile, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
// Types only: nothing is loaded. Outside the repository, generate them from /docs/json (docs/clients.md).
import type { ProblemDocument, Study, StudyResults, StudySummary } from '../src/spec/api/index.js';

const service = process.env.SENTIMATE_URL ?? 'http://127.0.0.1:8080';
const key = process.env.SENTIMATE_API_KEY;
const wait = 1000 * Number(process.env.SENTIMATE_POLL_SECONDS ?? 10);

/** One request. A problem of the service ends the program with its one line. */
async function call(
  path: string,
  { body, accept = 'application/json' }: { body?: string; accept?: string } = {},
): Promise<Response> {
  const response = await fetch(service + path, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      accept,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(key ? { authorization: `Bearer ${key}` } : {}),
    },
    ...(body === undefined ? {} : { body }),
  });
  if (response.ok) return response;
  const { detail, errors } = (await response.json()) as ProblemDocument;
  throw new Error(`${path}: ${errors?.[0] ? `${errors[0].field}: ` : ''}${detail}`);
}
const get = async <T>(path: string): Promise<T> => (await (await call(path)).json()) as T;

const elo = (value: number | null): string => (value === null ? '?' : `${value < 0 ? '' : '+'}${value.toFixed(0)}`);

async function main(file: string | URL, csv: string | undefined): Promise<void> {
  // The same study posted again is the same study: a program that was stopped goes on where it was.
  const { id } = (await (await call('/studies', { body: await readFile(file, 'utf8') })).json()) as StudySummary;
  console.log(`study ${id}`);
  for (;;) {
    const { state, progress } = await get<Study>(`/studies/${id}`);
    console.log(`${state}: ${progress.finished} of ${progress.cells} cells`);
    if (state !== 'created' && state !== 'running') break;
    await sleep(wait);
  }
  const { data, trend } = await get<StudyResults>(`/studies/${id}/results`);
  for (const { name, state, first, second, mean, low, high, line } of data) {
    console.log(
      `${name}: ${state}; ${first} - ${second} ${elo(mean)} Elo (${elo(low)} to ${elo(high)}). ${line ?? ''}`,
    );
  }
  if (trend) console.log(`trend: ${trend.line}`);
  if (csv !== undefined)
    await writeFile(csv, await (await call(`/studies/${id}/results`, { accept: 'text/csv' })).text());
}

const [, , file, csv] = process.argv;
await main(file ?? new URL('study.json', import.meta.url), csv).catch((error: unknown) => {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  console.error(cause instanceof Error ? cause.message : cause);
  process.exitCode = 1;
});
