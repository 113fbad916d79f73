import type { Verdict } from '../../../spec/api/index.js';
import { differenceText, type Names, unitText } from '../../parts/index.js';

/**
 * The verdict's line without the failed checks and warnings that it ends with, which are listed below it. In blinded
 * mode the line is made from the numbers alone: its remarks speak of tones, placebo and planted damage.
 */
export function verdictText(verdict: Verdict, names: Names): string {
  if (names.blinded) return blindedText(verdict, names);
  const { line, failedChecks, warnings } = verdict;
  const listed = [...failedChecks.map(({ message }) => message), ...warnings];
  return listed.reduce((text, remark) => text.replace(`; ${remark}`, ''), line);
}

function blindedText({ contrast, replicates, warnings }: Verdict, names: Names): string {
  if (!contrast) return 'No contrast yet.';
  const [first, second] = contrast.arms.map(names.arm);
  const { scale, mean, differences } = contrast;
  const amount = mean === null ? 'no replicate yet' : `${differenceText(scale, mean)} ${unitText(scale)}`;
  const hidden = warnings.length === 0 ? '' : '; remarks stay hidden until the verdict';
  return `${first} minus ${second}: ${amount} (${differences.length} of ${replicates.planned} replicates)${hidden}`;
}
