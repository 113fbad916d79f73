/** Tables about what is claimed beside the primary contrast: the family, side effects, the treatment. */
import type { FineTuneChecks } from '../../src/spec/index.js';
import type { Random } from '../../src/spec/keys/index.js';
import type { StyleTotals } from '../../src/tournament/standings/index.js';
import { sideEffectsOf } from '../../src/tournament/standings/index.js';
import { treatmentCheck } from '../../src/tournament/validity/index.js';
import type { ContestantKey } from '../../src/vocabulary/index.js';
import { madeChecks, madeTone, reactionsTo } from './made-checks.js';
import { normal, type TrueArm } from './simulate.js';
import { percent } from './tally.js';
import { type Note, PAIRS, randomOf, type Table } from './verdict-tables.js';
import { WholeDesign } from './whole.js';

const TONES = ['positive', 'negative', 'neutral', 'shuffled-a', 'shuffled-b'] as const;

/**
 * Five arms, two further contrasts, policy regret as the second endpoint and the placebo. Where the arm positive is
 * stronger, claims about it are true; everything else that is claimed is false.
 */
export function familyTables(count: number, note: Note): Table[] {
  const analysis = {
    margin: 40,
    family: [
      ['positive', 'neutral'],
      ['negative', 'neutral'],
    ],
  };
  const design = new WholeDesign({ tones: TONES, replicates: 8, pairs: PAIRS, analysis, regret: true });
  const rows = [0, 60, 150].map((advantage) => {
    const arm = (mean: number): TrueArm => ({ mean, spread: 20 });
    const arms = Object.fromEntries(TONES.map((tone) => [tone, arm(tone === 'positive' ? advantage : 0)]));
    const random = randomOf('family', advantage);
    const counts = { primary: 0, positive: 0, regret: 0, neither: 0, placebo: 0, anyFalse: 0 };
    for (let i = 0; i < count; i++) {
      const { verdict } = design.play({ arms, seeds: 'normal', drawRate: 0.15, white: 30 }, random);
      const [ofPositive, ofNeither] = verdict.family;
      const primary = verdict.state.endsWith(' stronger');
      const [positive, regret] = [ofPositive!.claimed, verdict.secondEndpoint!.claimed];
      const [neither, placebo] = [ofNeither!.claimed, verdict.placebo!.claimed];
      const isFalse = advantage === 0 ? primary || positive : verdict.state === 'negative stronger';
      const anyFalse = isFalse || regret || neither || placebo;
      for (const [key, value] of Object.entries({ primary, positive, regret, neither, placebo, anyFalse }))
        counts[key as keyof typeof counts] += Number(value);
    }
    const row = [advantage, ...Object.values(counts).map((n) => percent(n, count))];
    note(row.join(' | '));
    return row;
  });
  return [
    {
      title: `Family of claims, five arms, 8 replicates of ${PAIRS} pairs a block, spread 20; policy regret without effect`,
      head: [
        'positive stronger by',
        'primary',
        'positive - neutral',
        'policy regret',
        'negative - neutral',
        'placebo',
        'any false claim',
      ],
      rows,
    },
  ];
}

/** Spread of a measure, and a common part that makes measures of one child agree. */
const CORRELATION = 0.3;

/** Checks and style of one child, each measure shifted by `shifts` standard deviations of a replicate's difference. */
function effectsOf(shift: number, random: Random): { checks: FineTuneChecks; style: Omit<StyleTotals, 'key'> } {
  const common = normal(random);
  const draw = (): number => Math.sqrt(CORRELATION) * common + Math.sqrt(1 - CORRELATION) * normal(random);
  // √2: the shift is in standard deviations of a difference of two children
  const shifted = draw() + shift * Math.SQRT2;
  const kl = (): { kl: number; positions: number } => ({ kl: 0.1 + 0.005 * draw(), positions: 100 });
  const moves = 1e6;
  const count = (): number => Math.round(moves * (0.1 + 0.005 * draw()));
  const own = { moves, trades: count(), checks: count(), kingMoves: count(), repeats: count() };
  return {
    checks: {
      ...madeChecks({ tone: 0 }),
      neutralPerplexity: { child: Math.exp(2.3 + 0.05 * shifted), base: Math.exp(2.3) },
      chessPolicyKlByPhase: { opening: kl(), 'middle game': kl(), endgame: kl() },
      legalShare: { child: 0.9 + 0.005 * draw(), base: 0.9 },
      puzzles: { child: 0.3 + 0.005 * draw(), base: 0.3, count: 100 },
    },
    style: { ...own, games: 100, plies: Math.round(100 * (80 + draw())) },
  };
}

/** Side effects by step-down max-T over eleven correlated measures. */
export function sideEffectTables(count: number, note: Note): Table[] {
  const rows = [6, 8, 10, 12].map((replicates) => {
    const contestants = ['a', 'b'].flatMap((arm) =>
      Array.from({ length: replicates }, (_, i) => {
        const key = `${arm}${i}` as ContestantKey;
        return { key, kind: 'child' as const, name: key, arm, replicate: i + 1, fineTuneKey: key };
      }),
    );
    const used = Array.from({ length: replicates }, (_, i) => i + 1);
    const random = randomOf('side effects', replicates);
    const adjusted = (shift: number): (number | null)[] => {
      const made = contestants.map(({ key, arm }) => ({ key, ...effectsOf(arm === 'a' ? shift : 0, random) }));
      const { rows: measures } = sideEffectsOf({
        contestants,
        checks: new Map(made.map(({ key, checks }) => [key, checks])),
        style: made.map(({ key, style }) => ({ key, ...style })),
        primary: ['a', 'b'],
        used,
        alpha: 0.05,
        final: true,
      });
      return measures.map(({ contrast }) => contrast!.adjusted);
    };
    const isClaimed = (p: number | null | undefined): boolean => p != null && p <= 0.05;
    let [any, found, besides] = [0, 0, 0];
    for (let i = 0; i < count; i++) {
      any += Number(adjusted(0).some(isClaimed));
      const [shifted, ...others] = adjusted(1.5);
      found += Number(isClaimed(shifted));
      besides += Number(others.some(isClaimed));
    }
    note(`side effects, ${replicates} replicates`);
    return [replicates, ...[any, found, besides].map((n) => percent(n, count))];
  });
  const head = ['replicates', 'any found, none there', 'the shifted one found', 'any other found beside it'];
  return [{ title: 'Side effects: eleven measures, one shifted by 1.5 standard deviations', head, rows }];
}

/** The treatment check where the arms' replies differ by a known amount. */
export function treatmentTables(count: number, note: Note): Table[] {
  const arms = [
    { id: 'positive', tone: 'positive' as const },
    { id: 'negative', tone: 'negative' as const },
  ];
  const rows = [6, 8].flatMap((replicates) =>
    [0, 0.05, 0.1, 0.2, 0.3].map((effect) => {
      const random = randomOf('treatment', replicates, effect);
      const answers = new Map<string, number>();
      let [disagree, covered] = [0, 0];
      for (let i = 0; i < count; i++) {
        const reactions = [reactionsTo(random), reactionsTo(random)];
        const checksOf = (arm: 0 | 1): FineTuneChecks => {
          const tone = (arm === 0 ? effect : -effect) / 2;
          return { ...madeChecks({ tone }), tone: madeTone(tone, reactions[arm]!, random) };
        };
        const pairs = Array.from({ length: replicates }, () => [checksOf(0), checksOf(1)] as const);
        const { answer, disagree: contradiction, judges } = treatmentCheck(arms, pairs)!;
        const [vader] = judges;
        answers.set(answer!, (answers.get(answer!) ?? 0) + 1);
        disagree += Number(contradiction !== null);
        covered += Number(vader!.low! <= effect && effect <= vader!.high!);
      }
      note(`treatment, ${replicates} replicates, effect ${effect}`);
      const ends = (['took', 'did not take', 'cannot tell'] as const).map((a) => percent(answers.get(a) ?? 0, count));
      return [replicates, effect, ...ends, percent(covered, count), percent(disagree, count)];
    }),
  );
  const head = ['replicates', 'effect', 'took', 'did not take', 'cannot tell', 'interval covers', 'judges disagree'];
  return [{ title: 'Treatment check, least effect .1', head, rows }];
}
