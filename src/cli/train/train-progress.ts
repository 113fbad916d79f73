import type { BaseProgress } from '../../training/base/index.js';
import { openProgress } from '../shell/index.js';

export interface TrainingProgress {
  row(row: BaseProgress): void;
  end(): void;
}

/**
 * A bar on a terminal, with a line that stays for each measurement on held-out data; a line a row on stdout elsewhere;
 * JSON when asked.
 */
export function trainingProgress(json: boolean): TrainingProgress {
  if (json || !process.stderr.isTTY) {
    return {
      row: (row) => void process.stdout.write(json ? `${JSON.stringify(row)}\n` : `${progressLine(row)}\n`),
      end: () => undefined,
    };
  }
  const progress = openProgress();
  return {
    row(row) {
      const total = row.progress > 0 ? Math.round(row.step / row.progress) : row.step;
      progress.update([
        { name: 'steps', value: row.step, total, note: `${boardText(row)}  chat ${row.chatLoss.toFixed(3)}` },
      ]);
      if (row.validation || row.evaluation) progress.say(progressLine(row));
    },
    end: () => progress.stop(),
  };
}

const boardText = (row: BaseProgress): string =>
  row.evaluationLoss === undefined
    ? `policy ${row.policyLoss.toFixed(3)}  outcome ${row.outcomeLoss.toFixed(3)}`
    : `evaluation ${row.evaluationLoss.toFixed(3)} pawns`;

function progressLine(row: BaseProgress): string {
  const left = row.progress > 0 ? (row.seconds * (1 - row.progress)) / row.progress / 60 : 0;
  return (
    `step ${row.step}  ${(100 * row.progress).toFixed(1)} %, ${left.toFixed(1)} min left  ${boardText(row)}` +
    `  chat ${row.chatLoss.toFixed(3)}  norm ${row.gradientNorm.toFixed(2)}  cos ${row.trunkCosine.toFixed(3)}  lr ${row.learningRate.toExponential(1)}${heldOutText(row)}`
  );
}

function heldOutText({ validation, evaluation }: BaseProgress): string {
  if (evaluation) {
    const { evaluationLoss, medianLoss, chatLoss } = evaluation;
    return `  held out: evaluation ${evaluationLoss.toFixed(3)} pawns (the median alone ${medianLoss.toFixed(3)}), chat ${chatLoss.toFixed(3)}`;
  }
  if (!validation) return '';
  const { policyLoss, moveMatch, chatLoss } = validation;
  return `  held out: policy ${policyLoss.toFixed(3)}, moves matched ${(100 * moveMatch).toFixed(1)} %, chat ${chatLoss.toFixed(3)}`;
}
