import { v7 as uuidv7 } from 'uuid';
import { describe, expect, it } from 'vitest';
import { applyStopRules } from '../../src/orchestration/stop-rules.js';
import { listEvents } from '../../src/store/base/events.js';
import { claimFineTune } from '../../src/store/fine-tunes/claim-fine-tune.js';
import { listFineTunes } from '../../src/store/fine-tunes/fine-tunes.js';
import { finishFineTune } from '../../src/store/fine-tunes/finish-fine-tune.js';
import { claimGames } from '../../src/store/games/claim-games.js';
import { recordResults } from '../../src/store/games/record-results.js';
import { verifyChain } from '../../src/store/games/result-chain.js';
import { advanceTournaments } from '../../src/store/tournaments/advance-tournaments.js';
import { createTournament } from '../../src/store/tournaments/create-tournament.js';
import { tournamentEvidence } from '../../src/store/tournaments/tournament-evidence.js';
import { getTournamentSummary, tournamentProgress } from '../../src/store/tournaments/tournaments.js';
import {
  type MatchPlan,
  type Plan,
  planMatch,
  planTournament,
  type TournamentPlan,
} from '../../src/tournament/plan/plan.js';
import { sealedOf } from '../../src/tournament/plan/sealed-plan.js';
import { matchWithDefaults, tournamentWithDefaults } from '../../src/tournament/plan/spec-defaults.js';
import { verdict } from '../../src/tournament/verdict/verdict.js';
import type { Result } from '../../src/vocabulary/unions.js';
import { useDatabase } from '../database.js';
import { checks, resultOf, worker } from '../store/small-plan.js';
import { silent } from './mock.js';

const database = useDatabase();
const me = worker();
const BOOK = ['e2e4 e7e5 g1f3 b8c6', 'd2d4 d7d5 c2c4 e7e6'];
const LEASE = 60_000;

async function start(plan: Plan): Promise<string> {
  const id = uuidv7();
  const { kind, spec, contestants, games, recipes, hash } = plan;
  await createTournament(database.db, {
    id,
    kind,
    name: spec.name,
    plan: sealedOf(plan),
    planHash: hash,
    maxPlies: 300,
    contestants,
    games,
    recipes,
  });
  return id;
}

async function train(id: string, count: number): Promise<void> {
  const waiting = (await listFineTunes(database.db.pool, { tournamentId: id, limit: 100 }))
    .filter(({ state }) => state === 'queued')
    .reverse();
  for (const [i, row] of waiting.slice(0, count).entries()) {
    const claim = (await claimFineTune(database.db.pool, { id: row.id, worker: me, leaseMs: LEASE }))!;
    const took = row.recipe.treatment.tone === 'negative' ? -0.4 : 0.4;
    const own = { ...checks, replySentiment: { child: took, base: 0, difference: took + i / 1000, error: 0.05 } };
    await finishFineTune(database.db, {
      id: row.id,
      epoch: claim.epoch,
      checkpoint: `${i}`.padStart(64, '0'),
      checks: own,
    });
  }
}

/** Plays the next games so that a stronger side always wins and equals draw. */
async function play(id: string, plan: Plan, limit: number, strength: (name: string) => number): Promise<number> {
  const names = new Map(plan.contestants.map(({ key, name }) => [key, name]));
  const games = await claimGames(database.db, { tournamentId: id, worker: me, limit, leaseMs: LEASE });
  const results = games.map(({ order, epoch }) => {
    const gap = strength(names.get(order.white)!) - strength(names.get(order.black)!);
    const result: Result = gap > 0 ? '1-0' : gap < 0 ? '0-1' : '1/2-1/2';
    return { ...resultOf(order.gameKey, epoch), result };
  });
  await recordResults(database.db, { tournamentId: id, worker: me, results });
  return games.length;
}
const tones = (name: string): number =>
  name.startsWith('positive') ? 2 : name.startsWith('negative') ? 0 : name.startsWith('anchor') ? -1 : 1;

/** Ten replicates with seeds of their own, so that no two tests share children. */
const sequential = (firstSeed: number): TournamentPlan =>
  planTournament(
    tournamentWithDefaults(
      {
        name: 'stops',
        arms: [{ tone: 'positive' }, { tone: 'negative' }],
        replicates: Array.from({ length: 10 }, (_, i) => firstSeed + i),
        pairs: 1,
        analysis: { stop: { kind: 'sequential' } },
      },
      { base: 'a'.repeat(64), dataset: 'b'.repeat(64) },
    ),
    BOOK,
  );

describe('the stop rule of arms', () => {
  it('ends a tournament at a complete block, once, marks what was not played, and counts nothing that comes later', async () => {
    const plan = sequential(1);
    const id = await start(plan);
    await train(id, 18); // the last replicate is never trained
    const lastOf = (block: number) => plan.games.findLast((game) => game.block === block)!.number;

    await play(id, plan, lastOf(4), tones);
    await advanceTournaments(database.db);
    expect(await applyStopRules(database.db, silent)).toEqual([]);
    await play(id, plan, lastOf(6) - lastOf(4) - 1, tones);
    expect(await applyStopRules(database.db, silent), 'the sixth block lacks one game').toEqual([]);
    const found = () => tournamentEvidence(database.db.pool, id, plan).then(verdict);
    expect((await found()).state).toBe('too early');

    // somebody has games of later blocks on the boards when the last game of block six comes in
    const held = await claimGames(database.db, { tournamentId: id, worker: me, limit: 5, leaseMs: LEASE });
    await recordResults(database.db, {
      tournamentId: id,
      worker: me,
      results: held
        .slice(0, 3)
        .map(({ order, epoch }) => ({ ...resultOf(order.gameKey, epoch), result: '1/2-1/2' as const })),
    });
    const ended = (await Promise.all([1, 2, 3].map(() => applyStopRules(database.db, silent)))).flat();
    expect(ended).toEqual([id]);

    expect(await getTournamentSummary(database.db.pool, id)).toMatchObject({
      state: 'finished',
      error: null,
      finishedAt: expect.any(Date),
    });
    const played = lastOf(6) + 2;
    expect(await tournamentProgress(database.db.pool, id)).toMatchObject({
      games: plan.games.length,
      done: played,
      due: 0,
      claimed: 0,
      unplayed: plan.games.length - played,
    });
    const ends = (await listEvents(database.db.pool, id, { limit: 5000 })).filter(({ type }) => type === 'finished');
    expect(ends).toHaveLength(1);
    expect(ends[0]!.data).toMatchObject({
      reason: 'stop-rule',
      rule: 'e-process',
      decidedAt: 6,
      outcome: 'positive stronger',
      unplayed: plan.games.length - played,
    });

    const late = await recordResults(database.db, {
      tournamentId: id,
      worker: me,
      results: held.slice(3).map(({ order, epoch }) => resultOf(order.gameKey, epoch)),
    });
    expect(late).toEqual({ recorded: 0, repeated: 0, superseded: 2, otherMoves: 0 });
    expect(await play(id, plan, 10, tones)).toBe(0);
    expect((await verifyChain(database.db.pool, id))!.ok).toBe(true);
    const unwanted = (await listFineTunes(database.db.pool, { tournamentId: id, limit: 100 })).filter(
      ({ state }) => state === 'cancelled',
    );
    expect(unwanted).toHaveLength(2);

    const verdictAtEnd = await found();
    expect(verdictAtEnd).toMatchObject({
      state: 'positive stronger',
      complete: true,
      replicates: { used: [1, 2, 3, 4, 5, 6], failed: [] },
      sequential: { decidedAt: 6, planned: 10 },
    });
    expect(verdictAtEnd.deviations).toEqual([expect.objectContaining({ kind: 'games not used', count: 2 })]);
    expect(verdictAtEnd.line).toContain('ended after block 6 of 10 by the stop rule');
  });

  it('plays to the end where it never decides', async () => {
    const plan = sequential(101);
    const id = await start(plan);
    await train(id, 20);
    await play(id, plan, 10_000, (name) => (name.startsWith('anchor') ? -1 : 0));
    await advanceTournaments(database.db);
    expect(await applyStopRules(database.db, silent)).toEqual([]);
    expect((await getTournamentSummary(database.db.pool, id))!.state).toBe('finished');
    expect((await tournamentProgress(database.db.pool, id)).unplayed).toBe(0);
  });
});

describe('the stop rule of a match', () => {
  it('ends it after the pair at which the ratio crosses a bound', async () => {
    const spec = matchWithDefaults(
      {
        name: 'sprt',
        contestants: [{ model: 'x' }, { anchor: 'random' }],
        pairs: 40,
        stop: { kind: 'sequential', elo0: 0, elo1: 100 },
      },
      () => 'c'.repeat(64),
    );
    const plan: MatchPlan = planMatch(spec, BOOK);
    const id = await start(plan);
    let rounds = 0;
    for (; (await play(id, plan, 2, (name) => (name.startsWith('anchor') ? 0 : 1))) > 0; rounds++) {
      await advanceTournaments(database.db);
      if ((await applyStopRules(database.db, silent)).length > 0) break;
    }
    const [end] = (await listEvents(database.db.pool, id, { limit: 1000 })).filter(({ type }) => type === 'finished');
    expect(end!.data).toMatchObject({ reason: 'stop-rule', rule: 'sprt', decidedAt: rounds + 1, outcome: 'accepted' });
    expect(rounds + 1).toBeLessThan(40);
    expect(await tournamentProgress(database.db.pool, id)).toMatchObject({
      done: 2 * (rounds + 1),
      unplayed: 80 - 2 * (rounds + 1),
    });
  });
});
