/**
 * Whole tournaments as the product evaluates them: a sealed plan, games drawn by Davidson's model, checks, and the
 * product's own verdict. A plan is made once for all tournaments of a design: only strengths and results differ.
 */
import type { AnalysisRequest } from '../../src/spec/api/index.js';
import type { FineTuneChecks, TournamentSpec } from '../../src/spec/index.js';
import type { Random } from '../../src/spec/keys/index.js';
import { planTournament, type TournamentPlan, tournamentWithDefaults } from '../../src/tournament/plan/index.js';
import { type Verdict, verdict } from '../../src/tournament/verdict/index.js';
import type { FineTuneKey } from '../../src/vocabulary/index.js';
import { madeChecks, regretOfStrength } from './made-checks.js';
import { type IndexedGame, playGames, strengthsIn, type World } from './simulate.js';

/** One opening for each round of a block: the games are drawn, so that it does not matter which. */
const BOOK = ['e2e4 e7e5 g1f3 b8c6', 'd2d4 d7d5 c2c4 e7e6'];

/** Tones of the arms, and what their replies are like. */
const TONES = { positive: 0.3, negative: -0.3, neutral: 0, 'shuffled-a': 0, 'shuffled-b': 0 } as const;
type Tone = keyof typeof TONES;

/** A design of tournaments; everything else has the product's defaults. */
export interface Design {
  readonly tones?: readonly Tone[];
  readonly replicates: number;
  /** Pairs of games a block between the two arms that are compared. */
  readonly pairs: number;
  readonly analysis?: AnalysisRequest;
  /** Children of the first arm whose fine-tune fails; with each of them the replicate is lost. */
  readonly lost?: number;
  /** Whether policy regret is measured. */
  readonly regret?: boolean;
}

/** One tournament: its verdict, and what treating pairs of games as independent would have said. */
export interface Played {
  readonly verdict: Verdict;
  /** Mean share of points in the direct pairs above ½ in its standard errors, replicates being ignored. */
  readonly naiveZ: number;
}

/** A design with its plan. */
export class WholeDesign {
  readonly spec: TournamentSpec;
  readonly #plan: TournamentPlan;
  readonly #games: readonly IndexedGame[];
  /** Indices into the games, two by two, of the pairs that the arms of the primary contrast play. */
  readonly #direct: readonly { readonly first: number; readonly firstIsWhite: boolean }[];
  readonly #checks: ReadonlyMap<FineTuneKey, FineTuneChecks>;
  readonly #failed: ReadonlySet<FineTuneKey>;

  constructor(private readonly design: Design) {
    const { tones = ['positive', 'negative'], replicates, pairs, analysis, lost = 0 } = design;
    this.spec = tournamentWithDefaults(
      {
        name: 'calibration',
        arms: tones.map((tone) => ({ tone })),
        replicates: Array.from({ length: replicates }, (_, i) => i + 1),
        anchors: [],
        pairs,
        ...(analysis ? { analysis } : {}),
      },
      { base: 'a'.repeat(64), dataset: 'b'.repeat(64) },
    );
    this.#plan = planTournament(this.spec, BOOK);
    const { contestants, games } = this.#plan;
    const indexOf = new Map(contestants.map(({ key }, index) => [key, index]));
    this.#games = games.map(({ number, white, black }) => ({
      number,
      white: indexOf.get(white)!,
      black: indexOf.get(black)!,
    }));
    const [a, b] = this.spec.analysis.primary!;
    this.#direct = this.#games.flatMap(({ white, black }, i) => {
      const [w, other] = [contestants[white]!, contestants[black]!];
      const isDirect = [w.arm, other.arm].sort().join() === [a, b].sort().join() && w.replicate === other.replicate;
      return isDirect && i % 2 === 0 ? [{ first: i, firstIsWhite: w.arm === a }] : [];
    });
    this.#checks = new Map(
      contestants.flatMap(({ fineTuneKey, arm }) =>
        fineTuneKey ? [[fineTuneKey, madeChecks({ tone: TONES[arm as Tone] })] as const] : [],
      ),
    );
    const children = contestants.filter(({ arm }) => arm === a);
    this.#failed = new Set(children.slice(0, lost).map(({ fineTuneKey }) => fineTuneKey!));
  }

  /** Number of games of the plan. */
  get games(): number {
    return this.#games.length;
  }

  /** Plays a tournament and evaluates it. */
  play(world: World, random: Random): Played {
    const { contestants } = this.#plan;
    const strengths = strengthsIn(world, contestants, random);
    const results = playGames(this.#games, strengths, world, random);
    const checks = this.design.regret ? this.#withRegret(world, strengths, random) : this.#checks;
    const pairs = this.#direct.map(({ first, firstIsWhite }) => {
      const white = ({ '1-0': 1, '0-1': -1 } as Record<string, number>)[results[first]!.result] ?? 0;
      const black = ({ '1-0': -1, '0-1': 1 } as Record<string, number>)[results[first + 1]!.result] ?? 0;
      return firstIsWhite ? white + black : -white - black;
    });
    const sum = pairs.reduce((total, pair) => total + pair, 0);
    const squares = pairs.reduce((total, pair) => total + pair * pair, 0);
    return {
      verdict: verdict({ plan: this.#plan, results, checks, failed: this.#failed }),
      naiveZ: squares > 0 ? sum / Math.sqrt(squares - (sum * sum) / pairs.length) : 0,
    };
  }

  #withRegret(world: World, strengths: readonly number[], random: Random): Map<FineTuneKey, FineTuneChecks> {
    return new Map(
      this.#plan.contestants.flatMap(({ fineTuneKey, arm }, i) => {
        if (!fineTuneKey) return [];
        const { mean, spread } = world.arms[arm!]!;
        const regret = regretOfStrength(strengths[i]! - mean, spread, random);
        return [[fineTuneKey, madeChecks({ tone: TONES[arm as Tone], regret })] as const];
      }),
    );
  }
}
