/**
 * Whether the treatment took: the two arms' replies compared with each other, child against child of the same replicate
 * and prompt by prompt, by judges that know nothing of each other. The base is in neither side of the comparison.
 */
import { meanInterval, studentQuantile } from '../../rating/numerics/index.js';
import type { TreatmentCheck } from '../../spec/api/index.js';
import type { Arm, FineTuneChecks } from '../../spec/index.js';
import { crossedEffects } from '../stats/index.js';
import type { CheckedPair } from './checked-pairs.js';
import { expectedSide } from './expected-side.js';
import { contradictionText } from './treatment-text.js';

/** Least effect of plans that declare none: VADER compound. */
const LEAST_EFFECT = 0.1;
const CONFIDENCE = 0.95;

type JudgeOpinion = TreatmentCheck['judges'][number];
type Judge = JudgeOpinion['judge'];
type Answer = NonNullable<TreatmentCheck['answer']>;
type Difference = Pick<JudgeOpinion, 'unit' | 'mean' | 'low' | 'high'>;

/**
 * Compares two arms, first and second, over the replicates whose children of both were checked; null without one.
 * `leastEffect` is the plan's; .1 if undefined.
 */
export function treatmentCheck(
  arms: readonly Pick<Arm, 'id' | 'tone' | 'positiveShare'>[],
  pairs: readonly CheckedPair[],
  leastEffect: number = LEAST_EFFECT,
): TreatmentCheck | null {
  const [first, second] = arms;
  if (!first || !second || pairs.length === 0) return null;
  const side = expectedSide(first, second);
  const judges = [vader(pairs), classifier(pairs), gold(pairs)].flatMap((opinion): JudgeOpinion[] =>
    opinion ? [{ ...opinion, answer: side === 0 ? null : answerOf(opinion, side, leastEffect) }] : [],
  );
  return {
    arms: [first.id, second.id],
    expected: side === 0 ? 'no side' : side > 0 ? 'first more positive' : 'second more positive',
    leastEffect,
    judges,
    answer: judges[0]!.answer,
    disagree: contradictionText(judges),
  };
}

/**
 * The least effect is in VADER's unit. The classifier scores the same replies about half as far from 0
 * (docs/sentiment.md); the language model's preference, in nats, has no such unit, so there only the other side of 0
 * counts against the treatment.
 */
function answerOf({ judge, low, high }: Omit<JudgeOpinion, 'answer'>, side: 1 | -1, leastEffect: number): Answer {
  if (low === null || high === null) return 'cannot tell';
  const [least, most] = side > 0 ? [low, high] : [-high, -low];
  const enough = { vader: leastEffect, classifier: leastEffect / 2, gold: 0 }[judge];
  if (most < enough) return 'did not take';
  return least > 0 ? 'took' : 'cannot tell';
}

type Opinion = Omit<JudgeOpinion, 'answer'>;

/** Checks of earlier versions have no scores by prompt: there replicates are paired by the mean of their replies. */
function vader(pairs: readonly CheckedPair[]): Opinion {
  const byPrompt = scoresByPrompt(
    'vader',
    pairs,
    (checks) => checks.tone && [checks.tone.vader, checks.tone.baseVader],
  );
  if (byPrompt) return byPrompt;
  const changes = pairs.map((pair) => pair.map(({ replySentiment }) => replySentiment.difference));
  const base = [0, 1].map((arm) => meanOf(changes.map((change) => change[arm]!))) as [number, number];
  const [only] = pairs;
  if (pairs.length === 1 && only) {
    const mean = base[0] - base[1];
    const error = Math.hypot(only[0].replySentiment.error, only[1].replySentiment.error);
    return { judge: 'vader', unit: 'replies of one replicate', mean, low: mean - error, high: mean + error, base };
  }
  return { judge: 'vader', unit: 'replicates', ...meanInterval(changes.map(([a, b]) => a! - b!))!, base };
}

const classifier = (pairs: readonly CheckedPair[]): Opinion | null =>
  scoresByPrompt('classifier', pairs, ({ tone }) => tone && [tone.classifier, tone.baseClassifier]);

function gold(pairs: readonly CheckedPair[]): Opinion | null {
  const values = pairs.map(([first, second]) => [first.tone?.gold, second.tone?.gold] as const);
  if (values.some(([a, b]) => !a || !b)) return null;
  const changes = values.map((both) => both.map((one) => one!.child - one!.base));
  const differences = values.map(([a, b]) => a!.child - b!.child);
  const base = [0, 1].map((arm) => meanOf(changes.map((change) => change[arm]!))) as [number, number];
  return { judge: 'gold', unit: 'replicates', ...meanInterval(differences)!, base };
}

/** A judge of replies; null where some child has no scores by prompt. */
function scoresByPrompt(
  judge: Judge,
  pairs: readonly CheckedPair[],
  scoresOf: (checks: FineTuneChecks) => readonly [child: readonly number[], base: readonly number[]] | null | undefined,
): Opinion | null {
  const scores = pairs.map((pair) => pair.map(scoresOf));
  if (scores.flat().some((one) => !one)) return null;
  const known = scores as (readonly [readonly number[], readonly number[]])[][];
  const table = known.map(([first, second]) => first![0].map((score, prompt) => score - second![0][prompt]!));
  const change = (arm: number): number => meanOf(known.map((pair) => meanOf(pair[arm]![0]) - meanOf(pair[arm]![1])));
  return { judge, ...differenceOf(table), base: [change(0), change(1)] };
}

/**
 * The mean of a table [replicate][prompt] with its interval over both: crossed random effects with Satterthwaite's
 * degrees of freedom. A single replicate tells about its prompts alone.
 */
function differenceOf(table: readonly (readonly number[])[]): Difference {
  const effects = crossedEffects(table);
  if (!effects) return { unit: 'prompts of one replicate', ...meanInterval(table[0]!, CONFIDENCE)! };
  const { mean, standardError, df } = effects;
  const half = studentQuantile((1 + CONFIDENCE) / 2, df) * standardError;
  return { unit: 'replicates and prompts', mean, low: mean - half, high: mean + half };
}

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
