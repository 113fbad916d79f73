import { execFileSync } from 'node:child_process';
import { type Browser, chromium } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** The Chromium of this machine: SENTIMATE_CHROMIUM, else one on PATH; undefined where there is none. */
export function findChromium(): string | undefined {
  if (process.env.SENTIMATE_CHROMIUM) return process.env.SENTIMATE_CHROMIUM;
  for (const name of NAMES) {
    try {
      return execFileSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).trim();
    } catch {
      // the next name
    }
  }
  return undefined;
}

/** Without its sandbox, which needs rights that a container's root has not. */
export const launch = (path: string): Promise<Browser> =>
  chromium.launch({ executablePath: path, args: ['--no-sandbox'] });
