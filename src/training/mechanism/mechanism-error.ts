/** A mechanism analysis is impossible with this network (`nothing-shared`) or this data (`too-few-examples`). */
export class MechanismError extends Error {
  override readonly name = 'MechanismError';
  constructor(
    readonly code: 'nothing-shared' | 'too-few-examples',
    message: string,
  ) {
    super(message);
  }
}
