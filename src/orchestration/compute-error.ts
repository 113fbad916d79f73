/**
 * Why a request to the compute child brought no result. `code` is stable:
 *
 * child-exited   the process ended, by itself or by a signal, with the request under way
 * child-silent   it gave no sign of life for too long and was killed
 * child-missing  it could not be started
 * stopped        the parent is shutting down
 * busy           too many requests wait already
 * timed-out      the answer took longer than allowed
 *
 * Every other code comes from the child: `cancelled`, `diverged`, `too-few-examples`, `checkpoint-missing`, ...
 */
export class ComputeError extends Error {
  override readonly name = 'ComputeError';
  constructor(
    readonly code: string,
    message: string,
    readonly signal: NodeJS.Signals | null = null,
  ) {
    super(message);
  }
}

/** Faults of the machine, not of the work: the same work may go well elsewhere or later. */
const INFRASTRUCTURE: ReadonlySet<string> = new Set([
  'child-exited',
  'child-silent',
  'child-missing',
  'backend-missing',
  'stopped',
  'out-of-memory',
  'storage',
  'engine-missing',
]);

export function isInfrastructure(code: string): boolean {
  return INFRASTRUCTURE.has(code);
}

/** Faults of what is to be played: nothing but another checkpoint or plan can help. */
const PERMANENT: ReadonlySet<string> = new Set([
  'checkpoint-missing',
  'bad-checkpoint',
  'unknown-contestant',
  'illegal-opening',
  'bad-evaluation',
]);

export function isPermanent(code: string): boolean {
  return PERMANENT.has(code);
}

/** Anything thrown, as a code and one line. */
export function causeOf(error: unknown): { code: string; message: string } {
  if (!(error instanceof Error)) return { code: 'internal', message: String(error) };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : 'internal';
  return { code, message: error.message.split('\n', 1)[0] || error.name };
}
