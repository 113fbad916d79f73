/** `npm run setup`: everything a fresh clone needs. Safe to run again at any time. */
import { setUp } from './setup/run-setup.mjs';

await setUp({ packagesOnly: process.argv.includes('--packages-only') });
