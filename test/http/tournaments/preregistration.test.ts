import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Preregistration } from '../../../src/spec/api/preregistration.js';
import { checkStatement } from '../../../src/tournament/preregistration/check-statement.js';
import { playOut } from '../../store/play-out.js';
import { KEY, useApi } from '../api.js';

const api = useApi({ apiKeys: [KEY] });
const bearer = { authorization: `Bearer ${KEY}` };
const stated = async (id: string) =>
  (await api.call('GET', `/tournaments/${id}/preregistration`, undefined, bearer)).json<Preregistration>();

describe('GET /tournaments/:id/preregistration', () => {
  it('states the plan before and after the first result, signed with one key that stays in the home', async () => {
    const request = { name: 'a', arms: [{ tone: 'positive' }, { tone: 'negative' }], replicates: [1, 2], pairs: 1 };
    const { id } = (await api.call('POST', '/tournaments', { ...request, openings: { plies: 0 } }, bearer)).json<{
      id: string;
    }>();
    const before = await stated(id);
    expect(before).toMatchObject({ firstResultAt: null, results: 0, eventsBefore: 1 });
    await playOut(api.db, id, { games: 4 });
    const after = await stated(id);
    expect(after.results).toBe(4);
    expect(Date.parse(after.firstResultAt!)).toBeGreaterThanOrEqual(Date.parse(after.sealedAt));
    expect(after.eventsBefore).toBeGreaterThanOrEqual(before.eventsBefore);
    for (const one of [before, after])
      expect(checkStatement(one, before.service.publicKey).checks.every(({ ok }) => ok)).toBe(true);
    const secret = (await readFile(join(api.home, 'keys', 'signing-key.pem'), 'utf8')).split('\n')[1]!;
    expect(JSON.stringify([before, after])).not.toContain(secret);
  });

  it('needs a key as every other route, and a tournament', async () => {
    const url = '/tournaments/019aa000-0000-7000-8000-000000000009/preregistration';
    expect((await api.call('GET', url)).statusCode).toBe(401);
    expect((await api.call('GET', url, undefined, bearer)).statusCode).toBe(404);
  });
});
