/** Expected failures of dialogue work: a stable code for programs, one plain line for people. */
export type DialogueErrorCode =
  /** The file is not in any format we read. */
  | 'unknown-format'
  /** The file cannot be read as its format at all. */
  | 'bad-file'
  /** Nothing was left after dropping what is not usable. */
  | 'no-conversations'
  /** A dataset folder whose files are not ours, or damaged. */
  | 'bad-dataset'
  | 'cancelled';

export class DialogueError extends Error {
  override readonly name = 'DialogueError';

  constructor(
    readonly code: DialogueErrorCode,
    message: string,
  ) {
    super(message);
  }
}
