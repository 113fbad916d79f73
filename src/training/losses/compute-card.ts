import type { Card } from '../../model/checkpoint/index.js';
import { type MeasuredPeak, measurePeak } from '../../model/kernels/index.js';

/** One petaflop/s for a day, FLOP. */
const PETAFLOP_DAY = 8.64e19;
/** Share of the peak that "AI and Compute" (OpenAI, 2018) takes training to reach where nobody has measured it. */
const UTILISATION = 0.33;

/** Both methods' FLOP of a run that took so many seconds, with what they rest on. */
export function trainingCompute(
  counted: number,
  seconds: number,
  peak: MeasuredPeak = measurePeak(),
): Required<Pick<Card, 'flop' | 'compute'>> {
  const byTime = seconds * peak.flopPerSecond * UTILISATION;
  return {
    flop: { counted, byTime },
    compute: {
      petaflopDays: { counted: counted / PETAFLOP_DAY, byTime: byTime / PETAFLOP_DAY },
      peak,
      assumedUtilisation: UTILISATION,
      utilisation: seconds > 0 ? counted / (seconds * peak.flopPerSecond) : null,
    },
  };
}
