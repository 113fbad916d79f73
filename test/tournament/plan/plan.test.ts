import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EngineDefinition } from '../../../src/spec/engine.js';
import { canonicalJson } from '../../../src/spec/keys/hash.js';
import type { TournamentSpec } from '../../../src/spec/tournament.js';
import { distinctOpenings, sampleOpenings } from '../../../src/tournament/plan/openings.js';
import { gamesOf, planMatch, planTournament, type TournamentPlan } from '../../../src/tournament/plan/plan.js';
import { countPairings } from '../../../src/tournament/plan/schedule.js';
import { planHashOf, type SealedPlan, sealedOf } from '../../../src/tournament/plan/sealed-plan.js';
import { matchWithDefaults, tournamentWithDefaults } from '../../../src/tournament/plan/spec-defaults.js';

const BOOK = ['e2e4 e7e5 g1f3 b8c6', 'd2d4 d7d5 c2c4 e7e6', 'c2c4 e7e5 b1c3 g8f6', 'e2e4 c7c5 g1f3 d7d6', 'g1f3 d7d5'];
const TONES = ['positive', 'negative', 'neutral', 'shuffled-a', 'shuffled-b'] as const;
const sources = { base: 'a'.repeat(64), dataset: 'b'.repeat(64) };
const specs = fc
  .record({
    arms: fc.integer({ min: 1, max: 4 }),
    replicates: fc.integer({ min: 1, max: 4 }),
    pairs: fc.integer({ min: 1, max: 5 }),
    anchors: fc.subarray(['random', 'greedy'] as const),
    seed: fc.nat(),
    plies: fc.integer({ min: 0, max: 4 }),
  })
  .map(
    ({ arms, replicates, plies, ...rest }): TournamentSpec =>
      tournamentWithDefaults(
        {
          name: 'a test',
          arms: TONES.slice(0, arms).map((tone) => ({ tone })),
          replicates: Array.from({ length: replicates }, (_, i) => 10 * i + 7),
          schedule: { kind: 'round-robin' },
          openings: { plies },
          ...rest,
        },
        sources,
      ),
  );
const property = (check: (plan: TournamentPlan) => void): void =>
  fc.assert(
    fc.property(specs, (spec) => check(planTournament(spec, BOOK))),
    { numRuns: 60 },
  );

/** Games by their two players, whatever the colours. */
function byPairing(plan: TournamentPlan) {
  const groups = new Map<string, TournamentPlan['games'][number][]>();
  for (const game of plan.games) {
    const name = [game.white, game.black].sort().join();
    groups.set(name, [...(groups.get(name) ?? []), game]);
  }
  return groups;
}

describe('planTournament', () => {
  it('gives every pairing the same number of pairs, each with both colours', () =>
    property((plan) => {
      const { arms, replicates, anchors, pairs } = plan.spec;
      const groups = byPairing(plan);
      const twin = plan.contestants.find(({ name }) => name === 'untouched-twin')!;
      expect(plan.games.length).toBe(2 * pairs * countPairings(arms.length, replicates.length, anchors.length));
      for (const games of groups.values()) {
        const meetings = [games[0]!.white, games[0]!.black].includes(twin.key) ? replicates.length : 1;
        expect(games.length).toBe(2 * pairs * meetings);
        const white = games.filter((game) => game.white === games[0]!.white).length;
        expect(white).toBe(pairs * meetings);
      }
    }));

  it('plays a pair as two legs of one opening with colours swapped', () =>
    property((plan) => {
      for (let i = 0; i < plan.games.length; i += 2) {
        const [a, b] = [plan.games[i]!, plan.games[i + 1]!];
        expect([a.pair, a.leg, b.pair, b.leg]).toEqual([i / 2 + 1, 1, i / 2 + 1, 2]);
        expect([b.white, b.black, b.opening, b.block]).toEqual([a.black, a.white, a.opening, a.block]);
      }
    }));

  it('plays the same opening in all pairings of a round, and runs the rounds one after the other', () =>
    property((plan) => {
      const played = new Map<string, number>(); // pairs that a pairing has played in its block
      let before = '0';
      for (const game of plan.games.filter(({ leg }) => leg === 1)) {
        const name = `${game.block} ${[game.white, game.black].sort().join()}`;
        const round = played.get(name) ?? 0;
        played.set(name, round + 1);
        expect(game.opening).toBe(plan.openings[(game.block - 1) * plan.spec.pairs + round]);
        const place = `${String(game.block).padStart(2, '0')}.${round}`;
        expect(place >= before).toBe(true);
        before = place;
      }
    }));

  it('lets the base meet itself under another name in every block, at equal weights and decoding', () =>
    property((plan) => {
      const [base, twin] = ['untouched', 'untouched-twin'].map(
        (wanted) => plan.contestants.find(({ name }) => name === wanted)!,
      );
      expect([twin!.checkpoint, twin!.decoding]).toEqual([base!.checkpoint, base!.decoding]);
      const games = plan.games.filter(({ white, black }) => white === twin!.key || black === twin!.key);
      expect(games.every(({ white, black }) => white === base!.key || black === base!.key)).toBe(true);
      expect(new Set(games.map(({ block }) => block)).size).toBe(plan.spec.replicates.length);
    }));

  it('puts a child only into its own block and later ones', () =>
    property((plan) => {
      const replicate = new Map(plan.contestants.map(({ key, replicate }) => [key, replicate ?? 0]));
      const twin = plan.contestants.find(({ name }) => name === 'untouched-twin')!.key;
      for (const game of plan.games.filter(({ white, black }) => white !== twin && black !== twin))
        expect(game.block).toBe(Math.max(1, replicate.get(game.white)!, replicate.get(game.black)!));
    }));

  it('numbers games without gaps and keys each once', () =>
    property((plan) => {
      expect(plan.games.map(({ number }) => number)).toEqual(plan.games.map((_, i) => i + 1));
      expect(new Set(plan.games.map(({ gameKey }) => gameKey)).size).toBe(plan.games.length);
      expect(new Set(plan.contestants.map(({ key }) => key)).size).toBe(plan.contestants.length);
      expect(new Set(plan.recipes.map(({ key }) => key)).size).toBe(
        plan.spec.arms.length * plan.spec.replicates.length,
      );
    }));

  it('is the same plan every time, also from its stored form', () =>
    property((plan) => {
      expect(planTournament(plan.spec, BOOK)).toEqual(plan);
      const stored = JSON.parse(canonicalJson(sealedOf(plan))) as SealedPlan;
      expect(planHashOf(stored)).toBe(plan.hash);
      expect(gamesOf(stored, plan.hash)).toEqual(plan.games);
    }));

  it('changes its hash and all game keys with any field of the spec', () => {
    const spec = tournamentWithDefaults({ name: 'a test' }, sources);
    const plan = planTournament(spec, BOOK);
    const leaves = (value: unknown, path: (string | number)[] = []): (string | number)[][] =>
      value !== null && typeof value === 'object' && Object.keys(value).length > 0
        ? Object.entries(value).flatMap(([name, part]) => leaves(part, [...path, name]))
        : [path];
    const engine = (name: string): EngineDefinition => ({ name, elo: null, limit: { nodes: 1 }, options: {} });
    const engines = new Map(spec.anchors.map((name) => [`${name}x`, engine(`${name}x`)]));
    const seen = new Set([plan.hash]);
    for (const path of leaves(spec)) {
      const changed = structuredClone(spec) as unknown as Record<string | number, unknown>;
      const holder = path
        .slice(0, -1)
        .reduce<Record<string | number, unknown>>((at, name) => at[name] as Record<string, unknown>, changed);
      const last = path.at(-1)!;
      const old = holder[last];
      holder[last] =
        typeof old === 'number' ? (last === 'plies' ? 3 : old + 1) : Array.isArray(old) ? ['x'] : `${String(old)}x`;
      const other = planTournament(changed as unknown as TournamentSpec, BOOK, undefined, engines);
      expect(seen.has(other.hash), path.join('.')).toBe(false);
      expect(other.games[0]!.gameKey).not.toBe(plan.games[0]!.gameKey);
      seen.add(other.hash);
    }
  });

  it('has source models as anchors, each way of playing a contestant of its own', () => {
    const request = { name: 'a test', replicates: [1, 2], anchors: ['talker'] };
    const keyAt = (source: string, temperature: number) => {
      const engines = new Map([['talker', { name: 'talker', source, temperature }]]);
      const plan = planTournament(tournamentWithDefaults(request, sources), BOOK, undefined, engines);
      const found = plan.contestants.find(({ name }) => name === 'anchor:talker')!;
      expect(found).toMatchObject({
        kind: 'anchor',
        anchor: 'talker',
        engine: { source, temperature },
        decoding: null,
      });
      return found.key;
    };
    const keys = [keyAt('a'.repeat(64), 0.5), keyAt('a'.repeat(64), 1), keyAt('b'.repeat(64), 1)];
    expect(new Set(keys).size).toBe(3);
    expect(keyAt('a'.repeat(64), 0.5)).toBe(keys[0]);
  });

  it('names contestants and keeps the replicate’s seed in the recipe', () => {
    const plan = planTournament(
      tournamentWithDefaults({ name: 'a test', replicates: [70, 5], anchors: ['greedy'] }, sources),
      BOOK,
    );
    expect(plan.contestants.map(({ name }) => name)).toEqual([
      'positive/1',
      'negative/1',
      'positive/2',
      'negative/2',
      'untouched',
      'anchor:greedy',
      'untouched-twin',
    ]);
    expect(plan.recipes.map(({ recipe }) => recipe.seed)).toEqual([70, 70, 5, 5]);
  });
});

describe('openings', () => {
  it('repeats none before each has been played', () => {
    const drawn = sampleOpenings(['a', 'b', 'c'], 7, 1);
    expect(new Set(drawn.slice(0, 3)).size).toBe(3);
    expect(new Set(drawn.slice(3, 6)).size).toBe(3);
    expect(drawn).toHaveLength(7);
  });

  it('cuts lines, drops short ones and repeats, and refuses an empty book', () => {
    expect(distinctOpenings(BOOK, 3)).toEqual(['e2e4 e7e5 g1f3', 'd2d4 d7d5 c2c4', 'c2c4 e7e5 b1c3', 'e2e4 c7c5 g1f3']);
    expect(distinctOpenings(BOOK, 1)).toEqual(['e2e4', 'd2d4', 'c2c4', 'g1f3']);
    expect(distinctOpenings([], 0)).toEqual(['']);
    expect(() => distinctOpenings(BOOK, 8)).toThrow(expect.objectContaining({ code: 'no-openings' }));
  });
});

describe('planMatch', () => {
  const spec = (a: object, b: object) =>
    matchWithDefaults({ name: 'a match', contestants: [a, b] as never, pairs: 3 }, (model) =>
      model === 'default' ? 'c'.repeat(64) : undefined,
    );

  it('plays one pairing', () => {
    const plan = planMatch(spec({ model: 'default' }, { anchor: 'random' }), BOOK);
    expect(plan.games).toHaveLength(6);
    expect(plan.contestants.map(({ name }) => name)).toEqual(['checkpoint:cccccccccccc', 'anchor:random']);
    expect(planHashOf(plan)).toBe(plan.hash);
  });

  it('tells two decodings of one checkpoint apart, and refuses one contestant against itself', () => {
    const plan = planMatch(spec({ model: 'default' }, { model: 'default', decoding: { temperature: 0 } }), BOOK);
    expect(plan.contestants[1]!.name).toBe('checkpoint:cccccccccccc#2');
    expect(() => planMatch(spec({ anchor: 'random' }, { anchor: 'random' }), BOOK)).toThrow(/same/);
    expect(() => spec({ model: 'none-such' }, { anchor: 'random' })).toThrow(
      expect.objectContaining({ code: 'unknown-model' }),
    );
  });
});
