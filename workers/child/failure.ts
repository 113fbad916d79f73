/** The parent's codes for system errors that are faults of the machine. */
const SYSTEM_ERROR_CODES: Readonly<Record<string, string>> = {
  ENOSPC: 'storage',
  EDQUOT: 'storage',
  EFBIG: 'storage',
  EIO: 'storage',
  EMFILE: 'storage',
  ENOMEM: 'out-of-memory',
};

/** Messages of V8 and TensorFlow for a lack of memory; neither sets an error code. */
const OUT_OF_MEMORY = /allocation failed|out of memory|OOM when allocating|RESOURCE_EXHAUSTED/i;

/** Converts anything thrown to a code and a one-line message, without a stack. */
export function childFailure(error: unknown): { code: string; message: string } {
  if (!(error instanceof Error)) return { code: 'internal', message: String(error) };
  const code =
    'code' in error && typeof error.code === 'string'
      ? error.code
      : OUT_OF_MEMORY.test(error.message)
        ? 'out-of-memory'
        : 'internal';
  return { code: SYSTEM_ERROR_CODES[code] ?? code, message: error.message.split('\n', 1)[0] || error.name };
}
