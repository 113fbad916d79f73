import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { built } from '../built.js';

/** What every bench prints first. */
const HEADER = [
  /^date: \d{4}-\d\d-\d\d$/m,
  /^processor: \d+ x .+, load [\d.]+$/m,
  /^instruction sets: .+$/m,
  /^versions: Node [\d.]+/m,
];

/** Runs a bench with `--smoke` and returns what it prints. Throws Error when it fails or prints no header. */
export async function runBench(
  name: string,
  args: readonly string[] = [],
  env: NodeJS.ProcessEnv = {},
): Promise<string> {
  const child = spawn(process.execPath, [built(`bench/${name}.js`), '--smoke', ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [output, errors] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  const [status] = (await once(child, 'close')) as [number | null];
  if (status !== 0) throw new Error(`the bench ${name} ended with status ${status}: ${errors.slice(-1000)}`);
  const missing = HEADER.filter((line) => !line.test(output));
  if (missing.length > 0)
    throw new Error(`the bench ${name} printed no ${missing.join(', ')}: ${output.slice(0, 500)}`);
  return output;
}

/** Benches that compare with programs which `npm run test:peers` installs; the other suite runs all others. */
export const WITH_PEERS = ['match', 'train'];
