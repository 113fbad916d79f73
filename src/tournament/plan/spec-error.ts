/** What can be wrong with a spec whose shape is right. Stable: clients and tests rely on these codes. */
export const SPEC_ERRORS = [
  'arm-without-tone',
  'arm-setting',
  'duplicate-arm',
  'duplicate-treatment',
  'duplicate-contestant',
  'unknown-arm',
  'contrast-with-itself',
  'unequal-examples',
  'too-many-games',
  'too-many-rounds',
  'unknown-model',
  'unknown-anchor',
  'no-openings',
  'bad-extension',
  'bad-test',
  'cannot-follow',
  'too-many-cells',
  'bad-seeds',
  'bad-trend',
  'unordered-levels',
] as const;
export type SpecErrorCode = (typeof SPEC_ERRORS)[number];

/** One thing wrong with a spec: `field` is its path, such as `arms.1.id`. */
export class SpecError extends Error {
  override readonly name = 'SpecError';
  constructor(
    readonly code: SpecErrorCode,
    readonly field: string,
    message: string,
  ) {
    super(message);
  }
}
