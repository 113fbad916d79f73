/** A worker as users run it, with the instant compute child: `node instant-worker.mjs match|fine-tune`. */
import { fileURLToPath } from 'node:url';
import { runWorkerProcess } from '../../../dist/src/orchestration/worker-process.js';

const entry = fileURLToPath(new URL('instant-child.mjs', import.meta.url));
await runWorkerProcess(process.argv[2], process.env, { entry, cancelGraceMs: 1_000 });
