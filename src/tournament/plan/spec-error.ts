/** What can be wrong with a spec of valid shape. Stable: clients and tests rely on these codes. */
export type SpecErrorCode =
  | 'arm-without-tone'
  | 'arm-setting'
  | 'duplicate-arm'
  | 'duplicate-treatment'
  | 'duplicate-contestant'
  | 'unknown-arm'
  | 'contrast-with-itself'
  | 'unequal-examples'
  | 'too-few-examples'
  | 'too-many-games'
  | 'too-many-rounds'
  | 'unknown-model'
  | 'unknown-anchor'
  | 'no-openings'
  | 'bad-schedule'
  | 'bad-extension'
  | 'bad-test'
  | 'cannot-follow'
  | 'too-many-cells'
  | 'bad-seeds'
  | 'bad-trend'
  | 'bad-factors'
  | 'unordered-levels';

/** A problem of a spec of valid shape; `field` is the path of the property at fault, such as `arms.1.id`. */
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
