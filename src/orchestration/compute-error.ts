/**
 * A failed request to the compute child. `code` is stable:
 *
 * child-exited   the process exited, by itself or by a signal, while the request was running
 * child-silent   it sent no message for too long and was killed
 * child-missing  it could not be started
 * stopped        the parent is shutting down
 * busy           too many requests are waiting
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

/** Faults of the machine, not of the work: the same work may succeed elsewhere or later. */
const INFRASTRUCTURE: ReadonlySet<string> = new Set([
  'child-exited',
  'child-silent',
  'child-missing',
  'backend-missing',
  'stopped',
  'out-of-memory',
  'storage',
  'engine-missing',
  'source-missing',
]);

/** True if the error code is a fault of the machine, so that the work is worth a retry. */
export function isInfrastructure(code: string): boolean {
  return INFRASTRUCTURE.has(code);
}

/** Faults of the plan or its checkpoints: a retry cannot succeed. */
const PERMANENT: ReadonlySet<string> = new Set([
  'checkpoint-missing',
  'bad-checkpoint',
  'bad-source',
  'unsupported-source',
  'unknown-contestant',
  'illegal-opening',
  'bad-evaluation',
]);

/** True if a retry cannot succeed. */
export function isPermanent(code: string): boolean {
  return PERMANENT.has(code);
}

/** The code (`internal` if it has none) and the first line of the message of any thrown value. */
export function causeOf(error: unknown): { code: string; message: string } {
  if (!(error instanceof Error)) return { code: 'internal', message: String(error) };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : 'internal';
  return { code, message: error.message.split('\n', 1)[0] || error.name };
}
