/** Errors of the system that are the machine's, by what the parent knows them as. */
const SYSTEM_ERROR_CODES: Readonly<Record<string, string>> = {
  ENOSPC: 'storage',
  EDQUOT: 'storage',
  EFBIG: 'storage',
  EIO: 'storage',
  EMFILE: 'storage',
  ENOMEM: 'out-of-memory',
};

/** How V8 and TensorFlow say that there was no memory; neither gives it a code. */
const OUT_OF_MEMORY = /allocation failed|out of memory|OOM when allocating|RESOURCE_EXHAUSTED/i;

/** Code and one line of anything thrown: never a stack. */
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
