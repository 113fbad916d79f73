import { type Rate, recordRates, thisMachine } from '../files/index.js';
import type { BackendInfo, MeasureWork } from '../spec/index.js';
import { ComputeProcess, type ComputeProcessOptions } from './compute-process.js';
import { workerChildEnv } from './compute-threads.js';

/** What `measureRates` measures with. */
export type Measured = Pick<MeasureWork, 'home' | 'base' | 'batch' | 'maxTokens'>;

/** Name of a backend in rates. */
export const backendName = ({ name, device }: BackendInfo): string => `${name} ${device}`;

/**
 * Tries for some seconds each how fast this machine trains from a base and plays with it, one after the other in
 * compute children as workers have them, and records both rates. Rejects with ComputeError, and where the file cannot
 * be written.
 */
export async function measureRates(what: Measured, options: ComputeProcessOptions): Promise<void> {
  const rates: Rate[] = [];
  for (const work of ['fine-tune', 'match'] as const) {
    const compute = new ComputeProcess({ ...options, env: workerChildEnv(work) });
    try {
      const { seconds } = await compute.request<'measure'>({ type: 'measure', work, ...what });
      rates.push({
        quantity: work === 'match' ? 'ply' : 'step',
        base: what.base,
        ...(work === 'match' ? {} : { batch: what.batch, maxTokens: what.maxTokens }),
        backend: backendName(compute.backend!),
        machine: thisMachine(),
        beside: false,
        value: seconds,
        at: new Date().toISOString(),
        quick: true,
      });
    } finally {
      await compute.stop();
    }
  }
  await recordRates(what.home, rates);
}
