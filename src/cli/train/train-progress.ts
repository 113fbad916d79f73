import type { BaseProgress } from '../../training/base/index.js';
import { openProgress } from '../shell/index.js';

/** Shows the progress of `sentimate train`. */
export interface TrainingProgress {
  /** Shows one row of metrics. */
  row(row: BaseProgress): void;
  /** Tells how much of the frozen layers' work before the first step is done, 0 to 1. */
  frozen(share: number): void;
  /** Ends the display. */
  end(): void;
}

/**
 * On a terminal: a progress bar on stderr, and a permanent line for each measurement on held-out data. Otherwise: one
 * line per row on stdout, in JSON if `json` is set.
 */
export function trainingProgress(json: boolean): TrainingProgress {
  if (json || !process.stderr.isTTY) {
    let told = -1;
    return {
      row: (row) => void process.stdout.write(json ? `${JSON.stringify(row)}\n` : `${progressLine(row)}\n`),
      frozen: (share) => {
        const percent = Math.floor(10 * share) * 10;
        if (percent === told || json) return;
        told = percent;
        process.stdout.write(`states of the layers that are not trained: ${percent} %\n`);
      },
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
    frozen: (share) =>
      progress.update([
        { name: 'frozen layers', value: Math.round(100 * share), total: 100, note: 'before the steps' },
      ]),
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
    `  chat ${row.chatLoss.toFixed(3)}  norm ${row.gradientNorm.toFixed(2)}  cos ${row.trunkCosine.toFixed(3)}` +
    `  lr ${row.learningRate.toExponential(1)}${heldOutText(row)}`
  );
}

function heldOutText({ validation, evaluation }: BaseProgress): string {
  if (evaluation) {
    const { evaluationLoss, medianLoss, chatLoss } = evaluation;
    const median = medianLoss.toFixed(3);
    return (
      `  held out: evaluation ${evaluationLoss.toFixed(3)} pawns (the median alone ${median}), ` +
      `chat ${chatLoss.toFixed(3)}`
    );
  }
  if (!validation) return '';
  const { policyLoss, moveMatch, chatLoss } = validation;
  const matched = (100 * moveMatch).toFixed(1);
  return `  held out: policy ${policyLoss.toFixed(3)}, moves matched ${matched} %, chat ${chatLoss.toFixed(3)}`;
}
