import { existsSync } from 'node:fs';
import { sourceDir } from '../../src/files/index.js';
import { TextEvaluator } from '../../src/match/text/index.js';
import { openPretrained } from '../../src/model/decoder/index.js';
import { startBackend } from '../../src/model/kernels/index.js';
import { ChildError } from './context.js';
import { WarmNetworks } from './warm-networks.js';

async function load(home: string, address: string): Promise<TextEvaluator> {
  const dir = sourceDir(home, address);
  if (!existsSync(dir)) throw new ChildError('source-missing', `there is no source model ${address} on this machine`);
  await startBackend();
  return new TextEvaluator(await openPretrained(dir, address));
}

/**
 * Source models that play through their text, by address. They stay in this thread, and of those that do not play none
 * is kept: they are a hundred times as large as a network.
 */
export const playSources = new WarmNetworks<TextEvaluator>(load, 0);
