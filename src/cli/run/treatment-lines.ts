/** What the fine-tuning did to the arms, as text: tone by several judges, and damage. */
import type { Verdict } from '../../spec/api/index.js';
import { damageText, judgeText } from '../../tournament/validity/index.js';
import { table } from '../shell/index.js';

type ArmSummary = Verdict['arms'][number];
type Judged = Pick<Verdict, 'arms' | 'treatment'>;

const signed = (value: number, digits = 0): string => `${value < 0 ? '-' : '+'}${Math.abs(value).toFixed(digits)}`;

function armCells({ arm, children, replySentiment: change, damage: { perplexity }, meanElo }: ArmSummary): string[] {
  const interval =
    change?.low == null || change.high == null ? '' : ` (${signed(change.low, 2)} to ${signed(change.high, 2)})`;
  return [
    arm,
    children === 0 ? 'none was trained' : String(children),
    change === null ? '-' : `${signed(change.mean, 2)}${interval}`,
    perplexity === null
      ? '-'
      : `${perplexity.base.toFixed(1)} to ${perplexity.child.toFixed(1)} (× ${perplexity.ratio.toFixed(2)})`,
    meanElo === null ? '-' : signed(meanElo),
  ];
}

/**
 * One row per arm (change of the replies' sentiment against the base, perplexity, mean Elo), then what each judge says
 * of the two arms compared, and what the damage was.
 */
export function treatmentLines({ arms, treatment }: Judged): string[] {
  const columns = [
    { title: 'arm' },
    { title: 'children', right: true },
    { title: 'change of its replies’ sentiment', right: true },
    { title: 'perplexity, base to child', right: true },
    { title: 'mean Elo', right: true },
  ];
  const damage = damageText(arms);
  return [
    ...table(columns, arms.map(armCells)),
    'Sentiment is VADER’s compound (-1 to 1), child minus base, with its 95 % interval; ' +
      'perplexity on held-out neutral dialogue.',
    ...(treatment
      ? [`${treatment.arms.join(' minus ')} by judge:`, ...treatment.judges.map((one) => `  ${judgeText(one)}`)]
      : []),
    ...[treatment?.disagree, damage].flatMap((text) => (text ? [`Note: ${text}`] : [])),
  ];
}
