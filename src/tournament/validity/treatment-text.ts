/** The treatment check and the damage in words. */
import type { ReportVerdict, TreatmentCheck } from '../../spec/api/index.js';

type JudgeOpinion = TreatmentCheck['judges'][number];

/** Above this ratio to the base's, neutral perplexity is told with the verdict. */
const TOLD_ABOVE = 1.1;

const NAMES: Readonly<Record<JudgeOpinion['judge'], string>> = {
  vader: 'VADER',
  classifier: 'the second judge',
  gold: 'the language model',
};
const ANSWERS: Readonly<Record<NonNullable<JudgeOpinion['answer']>, string>> = {
  took: 'the treatment took',
  'did not take': 'the treatment did not take',
  'cannot tell': 'it cannot be told whether the treatment took',
};

const signed = (value: number, digits: number): string => `${value < 0 ? '-' : '+'}${Math.abs(value).toFixed(digits)}`;

/** Mean and interval: `+0.32, +0.21 to +0.43`; nats of a language model have three decimals. */
function amountText({ judge, mean, low, high }: JudgeOpinion): string {
  const digits = judge === 'gold' ? 3 : 2;
  const ends = low === null || high === null ? '' : `, ${signed(low, digits)} to ${signed(high, digits)}`;
  return `${signed(mean, digits)}${ends}`;
}

/** One judge's name, numbers and answer in a sentence without its full stop. */
export function judgeText(opinion: JudgeOpinion): string {
  const unit = opinion.judge === 'gold' ? ' nats a token' : '';
  const answer = opinion.answer === null ? '' : `: ${ANSWERS[opinion.answer]}`;
  return `${NAMES[opinion.judge]} (${amountText(opinion)}${unit}; over ${opinion.unit})${answer}`;
}

/** Where one judge says that the treatment took and another that it did not; null where none do. */
export function contradictionText(judges: readonly JudgeOpinion[]): string | null {
  const [first, ...others] = judges;
  const contradicts = (one: JudgeOpinion): boolean =>
    one.answer !== first!.answer && one.answer !== 'cannot tell' && first!.answer !== 'cannot tell';
  const against = others.filter((one) => one.answer !== null && contradicts(one));
  if (!first || against.length === 0) return null;
  const opinion = (one: JudgeOpinion): string =>
    `${NAMES[one.judge]} (${amountText(one)}) that ${one.answer === 'took' ? 'it took' : 'it did not take'}`;
  return `the judges of the treatment disagree: ${[first, ...against].map(opinion).join(', ')}`;
}

/** The failed check. */
export function notTakenText({ arms: [a, b], judges, leastEffect }: TreatmentCheck): string {
  return (
    `the treatment did not take: the replies of ${a} and ${b} differ by ${amountText(judges[0]!)} ` +
    `(VADER, first minus second), less than ${leastEffect}`
  );
}

/** What a reader of the verdict must know of treatment and damage besides failed checks, a clause each. */
export function treatmentRemarks(
  treatment: TreatmentCheck | null,
  arms: readonly Pick<ReportVerdict['arms'][number], 'arm' | 'damage'>[],
): string[] {
  const damage = damageText(arms);
  return [
    ...(treatment?.answer === 'cannot tell'
      ? [`${ANSWERS['cannot tell']} (VADER ${amountText(treatment.judges[0]!)})`]
      : []),
    ...(treatment?.disagree ? [treatment.disagree] : []),
    ...(damage ? [damage] : []),
  ];
}

/** How neutral perplexity rose: `neutral perplexity rose from 46.5 to 57.1 (× 1.23) in every arm`; null if not. */
export function damageText(arms: readonly Pick<ReportVerdict['arms'][number], 'arm' | 'damage'>[]): string | null {
  const measured = arms.flatMap(({ arm, damage: { perplexity } }) => (perplexity ? [{ arm, ...perplexity }] : []));
  const risen = measured.filter(({ ratio }) => ratio > TOLD_ABOVE);
  if (risen.length === 0) return null;
  const range = (values: readonly number[], digits: number): string => {
    const [low, high] = [Math.min(...values), Math.max(...values)].map((value) => value.toFixed(digits));
    return low === high ? low! : `${low}–${high}`;
  };
  const [from, to, ratios] = (['base', 'child', 'ratio'] as const).map((key) =>
    range(
      risen.map((one) => one[key]),
      key === 'ratio' ? 2 : 1,
    ),
  );
  const where =
    risen.length === measured.length && risen.length > 1 ? 'every arm' : risen.map(({ arm }) => arm).join(', ');
  return `neutral perplexity rose from ${from} to ${to} (× ${ratios}) in ${where}`;
}
