import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Verdict } from '../../src/spec/api/evidence/verdict.js';
import { useServedTournament } from './served-tournament.js';

/** Runs a program of the Python environment of openapi-python-client, which `npm run test:peers` installs. */
const execute = (command: string, args: readonly string[]) =>
  promisify(execFile)(command, args, {
    env: { ...process.env, PATH: `${process.env.SENTIMATE_CLIENTS_BIN}${delimiter}${process.env.PATH}` },
  });
const served = useServedTournament();
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sentimate-client-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Prints what the generated client makes of a verdict; the models have the names of the document's components. */
const PROGRAM = `
import json
import sys

from sentimate_client import Client
from sentimate_client.api.tournaments import get_tournament_verdict
from sentimate_client.models import Contrast, Verdict

url, tournament = sys.argv[1:]
verdict = get_tournament_verdict.sync(tournament, client=Client(base_url=url))
assert isinstance(verdict, Verdict) and isinstance(verdict.contrast, Contrast)
contrast = verdict.contrast
print(json.dumps({
    "state": verdict.state,
    "year": verdict.as_of.year,
    "arms": contrast.arms,
    "scale": contrast.scale.value,
    "interval": [contrast.low, contrast.mean, contrast.high],
    "differences": [one.difference for one in contrast.differences],
    "same": verdict.to_dict(),
}))
`;

describe('a Python client generated from the served document', () => {
  it('is made without a warning, and reads the verdict of a tournament with its contrast', async () => {
    const document = join(folder, 'document.json');
    await writeFile(document, JSON.stringify(await served.get('/docs/json')));
    const client = join(folder, 'sentimate_client');
    await execute('openapi-python-client', [
      ...['generate', '--path', document, '--meta', 'none'],
      ...['--output-path', client, '--fail-on-warning'],
    ]);
    await execute('python3', ['-m', 'compileall', '-q', client]);
    await writeFile(join(folder, 'read_verdict.py'), PROGRAM);
    const { stdout } = await execute('python3', [join(folder, 'read_verdict.py'), served.url, served.id]);
    const verdict = await served.get<Verdict>(`/tournaments/${served.id}/verdict`);
    const { arms, scale, low, mean, high, differences } = verdict.contrast!;
    const { same, ...read } = JSON.parse(stdout) as { same: Verdict };
    expect(read).toEqual({
      state: 'positive stronger',
      year: new Date(verdict.asOf).getUTCFullYear(),
      arms,
      scale,
      interval: [low, mean, high],
      differences: differences.map(({ difference }) => difference),
    });
    expect({ ...same, asOf: new Date(same.asOf) }).toEqual({ ...verdict, asOf: new Date(verdict.asOf) });
  });
});
