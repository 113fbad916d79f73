import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ComputeProcess } from '../../src/orchestration/compute-process.js';
import type { WorkerContext } from '../../src/orchestration/worker-context.js';
import type { Database } from '../../src/store/base/database.js';
import { worker } from '../store/small-plan.js';
import { mockProcess, silent } from './mock.js';

export interface Workbench {
  readonly home: string;
  /** A worker with a child and a lease of its own; `shutdown` tells it to end. */
  worker(options?: Partial<WorkerContext>): WorkerContext & { readonly stop: AbortController };
  /** How the mock child plays from its next play request on. */
  playMode(mode: {
    everyMs?: number;
    crashAfter?: number;
    failAfter?: number;
    failCode?: string;
    recordsDiffer?: boolean;
  }): Promise<void>;
  close(): Promise<void>;
}

/** What a test of the workers needs besides its database: a home and mock children that are stopped at the end. */
export async function makeWorkbench(database: { readonly db: Database }): Promise<Workbench> {
  const home = await mkdtemp(join(tmpdir(), 'sentimate-work-'));
  const children: ComputeProcess[] = [];
  return {
    home,
    worker(options) {
      const compute = mockProcess({ cancelGraceMs: 1_000 });
      children.push(compute);
      const stop = new AbortController();
      return {
        db: database.db,
        compute,
        home,
        workerId: worker(),
        leaseMs: 3_000,
        gamesHeld: 16,
        log: silent,
        shutdown: stop.signal,
        stop,
        ...options,
      };
    },
    playMode: (mode) => writeFile(join(home, 'mock.json'), JSON.stringify(mode)),
    async close() {
      await Promise.all(children.map((child) => child.stop()));
      await rm(home, { recursive: true, force: true });
    },
  };
}
