/** Entry point: `node dist/workers/match-worker.js`. Settings: src/orchestration/config.ts. */
import { runWorkerProcess } from '../src/orchestration/index.js';

await runWorkerProcess('match', process.env);
