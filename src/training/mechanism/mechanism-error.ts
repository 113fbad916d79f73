/** Why a question about a network's inside cannot be asked of it, or not with this data. */
export class MechanismError extends Error {
  override readonly name = 'MechanismError';
  constructor(
    readonly code: 'nothing-shared' | 'too-few-examples',
    message: string,
  ) {
    super(message);
  }
}
