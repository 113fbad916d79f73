import type { Generality, Verdict } from '../../src/spec/api/index.js';

type Contrast = NonNullable<Verdict['contrast']>;

const contrast = (part: Partial<Contrast>): Contrast => ({
  arms: ['positive', 'negative'],
  scale: 'elo',
  differences: [],
  spread: null,
  mean: null,
  low: null,
  high: null,
  confidence: 0.95,
  interval: 'sign flips',
  p: null,
  test: 'sign flips',
  needed: null,
  ...part,
});
const DIFFERENCES = [62, 18, 41, 70, 12, 55, 33, 49];
const games = contrast({
  differences: DIFFERENCES.map((elo, i) => ({
    replicate: i + 1,
    elo,
    difference: elo,
    score: elo / 350,
    block: elo / 350,
    error: 27,
  })),
  spread: { deviation: 0, low: 0, high: 31 },
  mean: 42.5,
  low: 25,
  high: 60,
  p: 0.0078,
  test: 'sequential sign flips',
});
const regret = contrast({ scale: 'expected points', mean: 0.0021, low: -0.0004, high: 0.0046, p: 0.094 });
const damage = (ratio: number): Verdict['arms'][number]['damage'] => ({
  perplexity: { child: 46.5 * ratio, base: 46.5, ratio, low: ratio - 0.03, high: ratio + 0.03 },
  drift: { mean: 0.0041, low: 0.0036, high: 0.0046 },
});
const seedVariance = { deviation: null, elo: 14, residualDeviation: null, low: 0, high: 33 };
const arm = (id: string, change: number): Verdict['arms'][number] => ({
  arm: id,
  meanElo: 20 * change,
  children: 8,
  replySentiment: { mean: change, low: change - 0.1, high: change + 0.1 },
  took: true,
  neutralPerplexity: 54.1,
  drift: 0.0041,
  damage: damage(1.16),
  seedVariance,
});

/** A verdict with everything that one can have, of a tournament with the arms `positive` and `negative`. */
export const VERDICT: Omit<Verdict, 'asOf' | 'version'> = {
  state: 'positive stronger',
  hypothesis: 'children play at another strength',
  endpoint: 'games',
  contrast: games,
  secondEndpoint: { ...regret, adjusted: 0.12, claimed: false },
  regret: {
    positions: 'a'.repeat(64),
    count: 4128,
    contrast: regret,
    positionsError: 0.0011,
    byPhase: (['opening', 'middle game', 'endgame'] as const).map((phase, i) => ({
      phase,
      contrast: { ...regret, mean: 0.001 * (i + 1) },
    })),
    arms: ['positive', 'negative'].map((id, i) => ({
      arm: id,
      temperature: 0.5,
      children: 8,
      mean: 0.061 + 0.002 * i,
      base: 0.058,
    })),
    withElo: { r: -0.71, low: -0.89, high: -0.33, children: 16 },
  },
  withinMargin: false,
  warnings: ['neutral perplexity rose from 46.5 to 53.9 (× 1.16) in every arm'],
  secondOpinions: {
    mixedModel: null,
    twoWayClusters: null,
    randomEffects: { mean: 42, low: 22, high: 62, spread: 0 },
    jointRatings: { mean: 39, low: 18, high: 60 },
    atEqualDrift: { mean: 44, low: 15, high: 73, eloPerNat: -870 },
  },
  watch: { path: [1, 1.5], largest: 1.5, p: 0.67, state: 'undecided', decidedAt: null },
  sequential: {
    looks: [
      { blocks: 6, spent: 0.016, threshold: null, statistic: 0.1, stopped: false },
      { blocks: 7, spent: 0.031, threshold: 0.11, statistic: 0.12, stopped: true },
    ],
    elo: { estimate: 40, low: 12, high: 61 },
    decidedAt: 7,
    blocks: 7,
    planned: 8,
    evidence: null,
    needed: null,
    estimate: 0.114,
    low: 0.034,
    high: 0.175,
  },
  spending: { look: 1, looks: 1, alpha: 0.05, earlier: [] },
  family: [
    { ...games, arms: ['positive', 'neutral'], mean: 25, low: 2, high: 48, adjusted: 0.031, claimed: true },
    { ...games, arms: ['negative', 'neutral'], mean: -17, low: -40, high: 6, adjusted: 0.21, claimed: false },
  ],
  placebo: {
    ...games,
    arms: ['shuffled-a', 'shuffled-b'],
    mean: -3,
    low: -26,
    high: 20,
    adjusted: 0.81,
    claimed: false,
    passed: true,
  },
  arms: [arm('positive', 0.31), arm('negative', -0.24)],
  treatment: {
    arms: ['positive', 'negative'],
    expected: 'first more positive',
    leastEffect: 0.1,
    judges: [
      {
        judge: 'vader',
        unit: 'replicates and prompts',
        mean: 0.55,
        low: 0.43,
        high: 0.67,
        base: [0.31, -0.24],
        answer: 'took',
      },
      {
        judge: 'classifier',
        unit: 'replicates and prompts',
        mean: 0.02,
        low: -0.03,
        high: 0.07,
        base: [0.01, -0.01],
        answer: 'did not take',
      },
    ],
    answer: 'took',
    disagree:
      'the judges of the treatment disagree: VADER (+0.55, +0.43 to +0.67) that it took, the second judge ' +
      '(+0.02, -0.03 to +0.07) that it did not take',
  },
  seedVariance,
  identicalWeights: { pairs: [1, 2, 10, 2, 1], p: 0.8, limit: 0.001 },
  failedChecks: [],
  deviations: [],
  replicates: { used: [1, 2, 3, 4, 5, 6, 7, 8], failed: [], planned: 8 },
  complete: true,
  line:
    'positive minus negative: +40 Elo corrected for the looks; positive stronger, p = 0.0078; ' +
    'neutral perplexity rose from 46.5 to 53.9 (× 1.16) in every arm',
};

const mean = { standardError: 9, df: 2.1, low: -8, high: 66 };
const spreads = { base: 12, dataset: 7, residual: 5 };

/** How far a claim reaches over two bases and two datasets. */
export const GENERALITY: Generality = {
  first: 'positive',
  second: 'negative',
  scale: 'elo',
  confidence: 0.95,
  priorScale: 50,
  settings: 1,
  combinations: ['default', 'fully-connected'].flatMap((base) =>
    ['starter', 'everyday'].map((dataset, i) => ({
      base,
      dataset,
      cells: [1],
      mean: 25 + 9 * i,
      standardError: 8,
      replicates: 8,
    })),
  ),
  leftOut: [{ cell: 5, name: 'default, reddit', reason: 'its verdict is invalid' }],
  estimate: { method: 'crossed effects', mean: 29, ...mean },
  variances: { base: 150, dataset: 40, residual: 20, sampling: 64 },
  posterior: { mean: 28, low: 2, high: 55, positive: 0.98, spreads },
  factors: [
    {
      factor: 'base',
      planned: 2,
      levels: ['default', 'fully-connected'].map((level, i) => ({
        level,
        mean: 26 + 6 * i,
        standardError: 6,
        low: 12 + 6 * i,
        high: 40 + 6 * i,
      })),
      shared: 2,
      estimate: { method: 'random effects', mean: 29, ...mean },
      spread: 12,
      posterior: null,
      state: 'cannot be told',
      line: 'over these 2 bases whether the difference generalises cannot be told',
    },
    {
      factor: 'dataset',
      planned: 1,
      levels: [],
      shared: 2,
      estimate: null,
      spread: null,
      posterior: null,
      state: 'one level',
      line: 'one dataset (starter): the claim is of this dataset only, and says nothing of other datasets',
    },
  ],
  replication: {
    bases: 2,
    datasets: 2,
    seeds: { fewest: 8, most: 8 },
    pools: [{ dataset: 'starter', arm: 'positive', available: 900, used: 512 }],
    lines: ['replicated: 8 fine-tuning seeds of each combination', 'not replicated: the training of the bases'],
  },
  claims: ['over 2 bases and 2 datasets together: +29 Elo (95 % interval -8 to +66): no difference is shown'],
};
