import type { TournamentRequest } from '../../spec/api/index.js';
import type { Decoding } from '../../spec/index.js';
import { SpecError } from './spec-error.js';

/** An arm as requests of tournaments have it. */
export type TournamentArm = NonNullable<TournamentRequest['arms']>[number];

/**
 * What the weaker arm has by default. Temperature .65 instead of the default .5 is a gap of 60 to 90 Elo on the shipped
 * base, noise of .5 on its trunk one of similar size (docs/calibration.md).
 */
const SIZE = { temperature: 0.65, noise: 0.5 } as const;

/**
 * The arms of a positive control, `plain` and `planted`: children that are fine-tuned alike, on dialogue of any tone,
 * and differ in planted damage only. Throws SpecError for a temperature that is not above that of the other arm.
 */
export function plantedArms(
  control: NonNullable<TournamentRequest['control']>,
  decoding: Decoding,
): readonly TournamentArm[] {
  const { by = 'temperature', size: wanted } = control === 'planted' ? {} : control;
  const size = wanted ?? SIZE[by];
  const plain: TournamentArm = { id: 'plain', tone: 'random' };
  const planted: TournamentArm = { id: 'planted', tone: 'random' };
  if (by === 'noise') return [plain, { ...planted, noise: size }];
  if (size <= decoding.temperature)
    throw new SpecError('arm-setting', 'control.size', `must be above the other arm’s ${decoding.temperature}`);
  return [plain, { ...planted, decoding: { temperature: size } }];
}
