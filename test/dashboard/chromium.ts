import { type Browser, chromium } from 'playwright-core';

/**
 * Starts the Chromium that SENTIMATE_CHROMIUM names, without its sandbox, which needs rights that a container's root
 * has not. `npm run test:peers` finds or installs one and sets the variable. Throws where it is not set.
 */
export async function launch(): Promise<Browser> {
  const path = process.env.SENTIMATE_CHROMIUM;
  if (path === undefined) throw new Error('SENTIMATE_CHROMIUM names no Chromium; `npm run test:peers` sets it');
  return chromium.launch({ executablePath: path, args: ['--no-sandbox'] });
}
