/** `npm run demo`: sets everything up, then runs a small tournament from fine-tuning to standings. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ROOT, setUp } from './setup/run-setup.mjs';

await setUp();
const demo = spawn(process.execPath, [join(ROOT, 'bin', 'sentimate.mjs'), 'demo', ...process.argv.slice(2)], {
  stdio: 'inherit',
});
// Ctrl-C reaches the child by itself, as both share the terminal; this process waits until the child has cleaned up.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => signal === 'SIGTERM' && demo.kill(signal));
demo.on('close', (code) => process.exit(code ?? 1));
