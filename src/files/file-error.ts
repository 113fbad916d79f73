/** Stable codes of FileError. */
type FileErrorCode =
  | 'not-found'
  | 'not-a-file'
  | 'not-readable'
  | 'lfs-pointer'
  | 'archive'
  | 'corrupt'
  | 'truncated'
  | 'window-too-large'
  | 'expands-too-far'
  | 'too-large'
  | 'empty'
  | 'wrong-kind'
  | 'nothing-kept';

/** Why a file could not be read. The message is one line and names the file. */
export class FileError extends Error {
  override readonly name = 'FileError';

  constructor(
    readonly code: FileErrorCode,
    message: string,
  ) {
    super(message);
  }
}

/** Converts an error of the operating system while `path` was read. Returns a FileError unchanged. */
export function toFileError(error: unknown, path: string): FileError {
  if (error instanceof FileError) return error;
  const code = (error as { code?: unknown } | null)?.code;
  if (code === 'ENOENT' || code === 'ENOTDIR') return new FileError('not-found', `${path}: no such file`);
  if (code === 'EISDIR') return new FileError('not-a-file', `${path}: is a directory, not a file`);
  if (code === 'EACCES' || code === 'EPERM') return new FileError('not-readable', `${path}: may not be read`);
  const reason = error instanceof Error ? error.message : String(error);
  return new FileError('not-readable', `${path}: cannot be read (${reason})`);
}
