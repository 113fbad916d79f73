import { relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Where the longest files are, longest first: begun last, they would run on when everything else has ended. */
const SLOW = ['test/e2e/faults', 'test/e2e/', 'test/examples/', 'test/cli/', 'test/training/'];

/**
 * The order of test files: those of a process of their own, then those that share one (a shared process ends when a
 * file of the other kind is next); in either the slow folders first, then as vitest has it.
 */
export class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ project, moduleId }: TestSpecification): number => {
      const path = relative(project.vitest.config.root, moduleId).replaceAll('\\', '/');
      const slow = SLOW.findIndex((folder) => path.startsWith(folder));
      return (project.config.isolate ? 0 : SLOW.length + 1) + (slow < 0 ? SLOW.length : slow);
    };
    const sorted = await super.sort(files);
    return sorted.sort((one, other) => rank(one) - rank(other));
  }
}
