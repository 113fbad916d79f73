import { describe, expect, it } from 'vitest';
import { claimFineTune } from '../../src/store/fine-tunes/claim-fine-tune.js';
import { listFineTunes } from '../../src/store/fine-tunes/fine-tunes.js';
import { finishFineTune } from '../../src/store/fine-tunes/finish-fine-tune.js';
import { claimGames } from '../../src/store/games/claim-games.js';
import { recordResults } from '../../src/store/games/record-results.js';
import { advanceTournaments } from '../../src/store/tournaments/advance-tournaments.js';
import { getContestants } from '../../src/store/tournaments/tournaments.js';
import type { Verdict } from '../../src/tournament/verdict/verdict-types.js';
import type { Result } from '../../src/vocabulary/unions.js';
import { checks, resultOf, worker } from '../store/small-plan.js';
import { useApi } from './api.js';

const api = useApi();
const me = worker();
const post = (body: object, query = '') => api.call('POST', `/tournaments${query}`, body);
const body = {
  arms: [{ tone: 'positive' }, { tone: 'negative' }],
  replicates: [1, 2, 3, 4],
  pairs: 1,
  anchors: [],
  analysis: { alpha: 0.4, extend: { replicates: 4, spending: [0.5, 0.5] } },
};

/**
 * Trains all children, lets the even replicates' positive child and the odd ones' negative child win everything, and
 * ends the tournament.
 */
async function playOut(id: string, first: 0 | 1): Promise<void> {
  const waiting = await listFineTunes(api.db.pool, { tournamentId: id, limit: 100 });
  for (const { id: fineTune, recipe, state } of waiting) {
    if (state !== 'queued') continue;
    const claim = (await claimFineTune(api.db.pool, { id: fineTune, worker: me, leaseMs: 60_000 }))!;
    const change = (recipe.treatment.tone === 'negative' ? -0.4 : 0.4) + recipe.seed / 1000;
    await finishFineTune(api.db, {
      id: fineTune,
      epoch: claim.epoch,
      checkpoint: 'e'.repeat(64),
      checks: { ...checks, replySentiment: { child: change, base: 0, difference: change, error: 0.05 } },
    });
  }
  const strengthOf = new Map(
    (await getContestants(api.db.pool, id)).map(({ key, arm, replicate }) => [
      key,
      arm === null ? 0 : (arm === 'positive') === (replicate! % 2 === first) ? 1 : -1,
    ]),
  );
  for (;;) {
    const games = await claimGames(api.db, { tournamentId: id, worker: me, limit: 500, leaseMs: 60_000 });
    if (games.length === 0) break;
    const results = games.map(({ order, epoch }) => {
      const gap = strengthOf.get(order.white)! - strengthOf.get(order.black)!;
      const result: Result = gap > 0 ? '1-0' : gap < 0 ? '0-1' : '1/2-1/2';
      return { ...resultOf(order.gameKey, epoch), result };
    });
    await recordResults(api.db, { tournamentId: id, worker: me, results });
  }
  await advanceTournaments(api.db);
}
const verdictOf = async (id: string) => (await api.call('GET', `/tournaments/${id}/verdict`)).json<Verdict>();

describe('POST /tournaments with follows', () => {
  it('adds replicates to an inconclusive tournament, once, and says how alpha was spent', async () => {
    const { id } = (await post({ name: 'first', ...body })).json<{ id: string }>();
    expect((await post({ name: 'more', follows: id })).json()).toMatchObject({
      code: 'conflict',
      detail: expect.stringContaining('only a finished tournament'),
    });
    await playOut(id, 0);
    const before = await verdictOf(id);
    expect(before.state, before.line).toBe('inconclusive');

    const dry = await post({ name: 'more', follows: id }, '?dryRun=true');
    expect(dry.json()).toMatchObject({
      spec: { pairs: 1, anchors: [], analysis: { alpha: 0.4 } },
    });
    const { replicates } = dry.json<{ spec: { replicates: number[] } }>().spec;
    expect(replicates).toHaveLength(4);
    expect(replicates.some((seed) => body.replicates.includes(seed))).toBe(false);
    const bad = await post({ name: 'more', follows: id, replicates: [4, 5] });
    expect(bad.statusCode).toBe(400);
    expect(bad.json()).toMatchObject({ code: 'invalid-spec', errors: [{ field: 'replicates' }] });
    expect(
      (await post({ name: 'more', follows: id, dataset: 'starter', base: 'default', pairs: 2 })).json(),
    ).toMatchObject({ errors: [{ field: 'pairs' }] });
    expect((await post({ name: 'more', follows: '019aa000-0000-7000-8000-00000000ffff' })).json()).toMatchObject({
      errors: [{ field: 'follows' }],
    });
    expect((await post({ name: 'more', follows: 'first' })).statusCode).toBe(400);

    const answers = await Promise.all([1, 2, 3].map(() => post({ name: 'more', follows: id, dataset: 'starter' })));
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([202, 409, 409]);
    const next = answers.find(({ statusCode }) => statusCode === 202)!.json<{ id: string }>().id;
    await playOut(next, 1);
    const after = await verdictOf(next);
    expect(after.contrast!.differences.map(({ replicate }) => replicate)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(after.spending).toMatchObject({
      look: 2,
      looks: 2,
      alpha: 0.2,
      earlier: [{ tournament: id, alpha: 0.2, replicates: [1, 2, 3, 4] }],
    });
    expect(after.line).toContain('look 2 of 2 at alpha 0.2');
    expect(after.deviations).toEqual([]);
    expect(await verdictOf(id)).toEqual(before);
  });

  it('is not the way to play the same children again: that is disclosed', async () => {
    const { id } = (await post({ name: 'again', ...body, seed: 2 })).json<{ id: string }>();
    await playOut(id, 0);
    expect((await verdictOf(id)).warnings).toContain(
      '8 of its children had played elsewhere before this plan was sealed',
    );
  });
});

describe('GET /matches/:id/verdict', () => {
  it('watches a match of two, and knows its test', async () => {
    const { id } = (
      await api.call('POST', '/matches', {
        name: 'm',
        contestants: [{ model: 'default' }, { anchor: 'random' }],
        pairs: 20,
        stop: { kind: 'sequential', elo1: 50 },
      })
    ).json<{ id: string }>();
    const found = await api.call('GET', `/matches/${id}/verdict`);
    expect(found.json()).toMatchObject({
      state: 'too early',
      planned: 20,
      pairs: [0, 0, 0, 0, 0],
      watch: { low: 0, high: 1 },
      test: { elo0: 0, elo1: 50, llr: null, state: 'continue' },
    });
    const wrong = await api.call('POST', '/matches', {
      name: 'm',
      contestants: [{ model: 'default' }, { anchor: 'random' }],
      stop: { kind: 'sequential', elo0: 50, elo1: 10 },
    });
    expect(wrong.json()).toMatchObject({ code: 'invalid-spec', errors: [{ field: 'stop.elo1' }] });
    const three = (
      await api.call('POST', '/matches', {
        name: 'm',
        contestants: [{ model: 'default' }, { anchor: 'random' }, { anchor: 'greedy' }],
        pairs: 1,
      })
    ).json<{ id: string }>();
    expect((await api.call('GET', `/matches/${three.id}/verdict`)).statusCode).toBe(404);
  });
});
