/** Entry point: `node dist/workers/fine-tune-worker.js`. Settings: src/orchestration/config.ts. */
import { runWorkerProcess } from '../src/orchestration/index.js';

await runWorkerProcess('fine-tune', process.env);
