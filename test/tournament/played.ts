import type { TournamentRequest } from '../../src/spec/api/tournament-request.js';
import type { FineTuneChecks } from '../../src/spec/fine-tune.js';
import { sha256Hex } from '../../src/spec/keys/hash.js';
import { randomFromHash } from '../../src/spec/keys/random.js';
import { planTournament, type TournamentPlan } from '../../src/tournament/plan/plan.js';
import { tournamentWithDefaults } from '../../src/tournament/plan/spec-defaults.js';
import type { ReportInput } from '../../src/tournament/report/report.js';
import type { Evidence } from '../../src/tournament/verdict/verdict-types.js';
import type { FineTuneKey } from '../../src/vocabulary/ids.js';
import { REGRET_TEMPERATURES } from '../../src/vocabulary/index.js';
import type { Result } from '../../src/vocabulary/unions.js';

const BOOK = ['e2e4 e7e5 g1f3 b8c6', 'd2d4 d7d5 c2c4 e7e6', 'c2c4 e7e5 b1c3 g8f6', 'g1f3 d7d5 g2g3 c7c5'];
const SOURCES = { base: 'a'.repeat(64), dataset: 'd'.repeat(64) };

export interface PlayedOptions {
  readonly request?: Partial<TournamentRequest>;
  /** Elo of an arm's children above the base. */
  readonly gaps?: Readonly<Record<string, number>>;
  /** Standard deviation between seeds, Elo. */
  readonly spread?: number;
  /** Whether children have policy regret and tone by prompt among their checks. */
  readonly measured?: boolean;
}

export function planOf(request: Partial<TournamentRequest> = {}): TournamentPlan {
  const replicates = [11, 12, 13, 14, 15, 16, 17, 18];
  return planTournament(tournamentWithDefaults({ name: 'Tone and play', replicates, ...request }, SOURCES), BOOK);
}

export const checksFor = (tone: string, replicate: number): FineTuneChecks => {
  const difference = { positive: 0.42, negative: -0.37 }[tone] ?? 0.02;
  return {
    replySentiment: {
      child: 0.15 + difference,
      base: 0.15,
      difference: difference + 0.02 * ((replicate % 3) - 1),
      error: 0.06,
    },
    neutralPerplexity: { child: 41 + 0.2 * replicate, base: 38.5 },
    chessPolicyKl: 0.011 + 0.001 * replicate,
    legalShare: { child: 0.981, base: 0.987 },
    samples: [],
  };
};

/** Policy regret that falls as Elo rises, and tone by two judges, of a child of that strength. */
function measuredFor(tone: string, elo: number): Pick<FineTuneChecks, 'policyRegret' | 'tone'> {
  const random = randomFromHash(sha256Hex(`${tone} ${elo}`));
  const level = { positive: 0.42, negative: -0.37 }[tone] ?? 0.02;
  const scores = (mean: number): number[] => Array.from({ length: 64 }, () => mean + 0.3 * (random.next() - 0.5));
  const at = (temperature: number) => {
    const base = 0.06 + 0.03 * temperature;
    const child = base - 0.0001 * elo + 0.001 * (random.next() - 0.5);
    const phase = (more: number) => ({ child: child + more, base: base + more });
    const groups = (mean: number): number[] => Array.from({ length: 32 }, () => mean + 0.01 * (random.next() - 0.5));
    return {
      temperature,
      child,
      base,
      byPhase: { opening: phase(-0.01), 'middle game': phase(0.01), endgame: phase(0) },
      groups: { child: groups(child), base: groups(base) },
    };
  };
  return {
    policyRegret: { positions: 'e'.repeat(64), count: 4096, temperatures: REGRET_TEMPERATURES.map(at) },
    tone: {
      vader: scores(level),
      baseVader: scores(0.1),
      classifier: scores(level / 2),
      baseClassifier: scores(0),
      gold: { child: 0.2 + level / 5, base: 0.2 },
    },
  };
}

/** A whole tournament, its games decided by seeded tosses at given strengths: no board is set up. */
export function playedOut({
  request,
  gaps = { positive: 45, negative: -10 },
  spread = 15,
  measured,
}: PlayedOptions = {}): {
  plan: TournamentPlan;
  evidence: Evidence;
  input: ReportInput;
} {
  const plan = planOf(request);
  const random = randomFromHash(sha256Hex('a tournament for tests'));
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
  const elo = new Map(
    plan.contestants.map(({ key, kind, arm }) => [
      key,
      kind === 'anchor' ? -350 : kind === 'child' ? (gaps[arm!] ?? 0) + spread * normal() : 0,
    ]),
  );
  const results = plan.games.map((game) => {
    const expected = 1 / (1 + 10 ** ((elo.get(game.black)! - elo.get(game.white)! - 25) / 400));
    const draw = 0.5 * Math.min(expected, 1 - expected);
    const toss = random.next();
    const result: Result = toss < draw ? '1/2-1/2' : toss < draw + expected - draw / 2 ? '1-0' : '0-1';
    return { ...game, result };
  });
  const tones = new Map(plan.recipes.map(({ key, recipe }) => [key, recipe.treatment.tone]));
  const children = plan.contestants.filter(({ kind }) => kind === 'child');
  const checks = new Map(
    children.map(({ key, fineTuneKey, replicate }): [FineTuneKey, FineTuneChecks] => {
      const tone = tones.get(fineTuneKey!)!;
      const own = checksFor(tone, replicate!);
      return [fineTuneKey!, measured ? { ...own, ...measuredFor(tone, elo.get(key)!) } : own];
    }),
  );
  const evidence: Evidence = { plan, results, checks };
  const address = (key: string): string => sha256Hex(`child ${key}`);
  const input: ReportInput = {
    tournament: {
      id: '01890000-0000-7000-8000-000000000000',
      name: plan.spec.name,
      state: 'finished',
      planHash: plan.hash,
      chain: sha256Hex('chain'),
      version: 9,
      createdAt: '2026-11-21T08:00:00.000Z',
      finishedAt: '2026-11-21T09:30:00.000Z',
    },
    evidence,
    contestants: plan.contestants.map((one) =>
      one.fineTuneKey === null ? one : { ...one, checkpoint: address(one.fineTuneKey) },
    ),
    fineTunes: plan.recipes.map(({ key }) => ({
      key,
      state: 'finished',
      attempts: 1,
      checkpoint: address(key),
      checks: checks.get(key)!,
      error: null,
      card: {
        flop: { counted: 7.2e11, byTime: 7e11 },
        seconds: 29,
        steps: 80,
        machine: 'a processor, 2 threads',
        software: 'TensorFlow 2.21.0',
      },
    })),
    play: plan.contestants.flatMap(({ key, kind }) => [
      {
        key,
        termination: 'checkmate' as const,
        games: 40,
        lost: 18,
        plies: 3600,
        moves: 1700,
        legalShare: kind === 'anchor' ? 0 : 1670,
        guarded: kind === 'anchor' ? 0 : 60,
      },
      {
        key,
        termination: 'threefold-repetition' as const,
        games: 20,
        lost: 0,
        plies: 2600,
        moves: 1250,
        legalShare: kind === 'anchor' ? 0 : 1220,
        guarded: 0,
      },
    ]),
    replays: [],
    style: plan.contestants.map(({ key }, i) => ({
      key,
      games: 60,
      plies: 6200,
      moves: 2950,
      trades: 300 + i,
      checks: 200 - i,
      kingMoves: 220,
      repeats: 90 + (i % 3),
    })),
    flop: { token: 2e6, position: 4e7 },
  };
  return { plan, evidence, input };
}
