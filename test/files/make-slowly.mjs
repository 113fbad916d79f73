/**
 * Asks for a file of a home as one of several processes: prints `started`, waits for a line, then prints what it got.
 * Arguments: module, file, log. Every making is written to the log, and takes longer than a look at the file.
 */

import { once } from 'node:events';
import { appendFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const [module, path, log] = process.argv.slice(2);
const { madeOnce } = await import(module);
process.stdout.write('started\n');
await once(process.stdin, 'data');
const value = await madeOnce(path, {
  make: async () => {
    appendFileSync(log, `${process.pid}\n`);
    await sleep(500);
    return Buffer.from(`made by ${process.pid}`);
  },
  parse: (content) => content.toString(),
});
process.stdout.write(`${value}\n`);
process.exit(0);
