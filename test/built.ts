import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../src/files/home.js';

/** A built entry point such as `workers/compute-child.js`: processes of their own run from `dist`, as users' do. */
export function built(path: string): string {
  const file = join(projectRoot(), 'dist', path);
  if (!existsSync(file)) throw new Error(`${path} is not built: run \`npm run build\` first (\`npm test\` does)`);
  return file;
}
