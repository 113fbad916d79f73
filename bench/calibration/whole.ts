/**
 * Whole tournaments as the product evaluates them: a sealed plan, games drawn by the Davidson model, ratings, checks and
 * verdict.
 */
import { ELO_PER_LOG } from '../../src/rating/elo/elo.js';
import { outcomeDistribution } from '../../src/rating/elo/outcome-models.js';
import type { FineTuneChecks, Random } from '../../src/spec/index.js';
import { planTournament, type TournamentPlan } from '../../src/tournament/plan/plan.js';
import { tournamentWithDefaults } from '../../src/tournament/plan/spec-defaults.js';
import { verdict } from '../../src/tournament/verdict/verdict.js';
import type { Verdict } from '../../src/tournament/verdict/verdict-types.js';
import type { FineTuneKey } from '../../src/vocabulary/ids.js';
import type { Result } from '../../src/vocabulary/unions.js';
import { normal, type Setting } from './simulate.js';

const BOOK = ['e2e4 e7e5 g1f3 b8c6', 'd2d4 d7d5 c2c4 e7e6'];
/** White's advantage, Elo, and the weight of draws: 17 % of games between equals. */
const WHITE = 30;
const DRAW_WEIGHT = Math.log(0.41);

/** Children whose replies changed as their arm wants, none damaged: the games are what counts here. */
const checksOf = (arm: string): FineTuneChecks => ({
  replySentiment: { child: 0.3, base: 0, difference: arm === 'positive' ? 0.3 : -0.3, error: 0.1 },
  neutralPerplexity: { child: 10, base: 10 },
  chessPolicyKl: 0.01,
  legalShare: { child: 0.9, base: 0.9 },
  samples: [],
});

/** A design with its plan, made once: only strengths and results differ between its tournaments. */
export class WholeDesign {
  readonly #plan: TournamentPlan;
  readonly #checks: ReadonlyMap<FineTuneKey, FineTuneChecks>;

  constructor(
    private readonly setting: Setting,
    margin: number,
    sequential: boolean,
  ) {
    const spec = tournamentWithDefaults(
      {
        name: 'calibration',
        arms: [{ tone: 'positive' }, { tone: 'negative' }],
        replicates: Array.from({ length: setting.replicates }, (_, i) => i + 1),
        anchors: [],
        pairs: setting.pairs,
        analysis: { margin, ...(sequential ? { stop: { kind: 'sequential' } } : {}) },
      },
      { base: 'a'.repeat(64), dataset: 'b'.repeat(64) },
    );
    this.#plan = planTournament(spec, BOOK);
    this.#checks = new Map(
      this.#plan.contestants.flatMap(({ fineTuneKey, arm }) =>
        fineTuneKey ? [[fineTuneKey, checksOf(arm!)] as const] : [],
      ),
    );
  }

  verdict(random: Random): Verdict {
    const { gap, deviation } = this.setting;
    const strength = new Map(
      this.#plan.contestants.map(({ key, arm }) => [
        key,
        arm === null ? 0 : ((arm === 'positive' ? gap : -gap) / 2 + deviation * normal(random)) / ELO_PER_LOG,
      ]),
    );
    const results = this.#plan.games.map(({ number, white, black }): { number: number; result: Result } => {
      const [win, draw] = outcomeDistribution(
        'davidson',
        strength.get(white)! - strength.get(black)! + WHITE / ELO_PER_LOG,
        DRAW_WEIGHT,
      );
      const luck = random.next();
      return { number, result: luck < win ? '1-0' : luck < win + draw ? '1/2-1/2' : '0-1' };
    });
    return verdict({ plan: this.#plan, results, checks: this.#checks });
  }
}
