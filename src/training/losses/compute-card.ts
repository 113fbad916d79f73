/** Parts of a checkpoint's card that all kinds of training share: compute, software and machine. */
import { cpus } from 'node:os';
import type { Card } from '../../model/checkpoint/index.js';
import { type MeasuredPeak, measurePeak, startBackend } from '../../model/kernels/index.js';

/** FLOP of one petaflop/s for a day. */
const PETAFLOP_DAY = 8.64e19;
/** Utilisation that "AI and Compute" (OpenAI, 2018) assumes where nobody has measured it. */
const UTILISATION = 0.33;

/**
 * FLOP of a run by both methods of "AI and Compute", with the assumptions behind them. `counted` is the FLOP counted
 * from the graph, `seconds` the training time.
 */
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

/** Software and machine of this process, and the present time. */
export async function cardEnvironment(): Promise<Pick<Card, 'software' | 'machine' | 'createdAt'>> {
  const backend = await startBackend();
  return {
    software: { tensorflow: backend.version, node: process.versions.node },
    machine: {
      backend: backend.name,
      device: backend.device,
      cpu: cpus()[0]?.model ?? 'unknown',
      threads: cpus().length,
    },
    createdAt: new Date().toISOString(),
  };
}
