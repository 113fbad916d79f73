import type { TournamentRequest } from '../../spec/api/index.js';
import type { Arm, Decoding, TournamentSpec } from '../../spec/index.js';
import { canonicalJson } from '../../spec/keys/index.js';
import { SpecError } from './spec-error.js';

/** An arm as requests of tournaments have it. */
export type TournamentArm = NonNullable<TournamentRequest['arms']>[number];

/**
 * What the weaker arm has by default: a gap of about 120 Elo on the shipped base. Temperature .65 instead of the
 * default .5 was measured as 117 ± 29 Elo, noise of .5 on the trunk as 125 ± 30 (docs/calibration.md).
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
  const { by = 'temperature', size: wanted, dose } = control === 'planted' ? {} : control;
  const size = wanted ?? SIZE[by];
  const plain: TournamentArm = { id: 'plain', tone: 'random', ...(dose ? { dose } : {}) };
  const planted: TournamentArm = { ...plain, id: 'planted' };
  if (by === 'noise') return [plain, { ...planted, noise: size }];
  if (size <= decoding.temperature)
    throw new SpecError('arm-setting', 'control.size', `must be above the other arm’s ${decoding.temperature}`);
  return [plain, { ...planted, decoding: { temperature: size } }];
}

/** How an arm's children play: temperature, guard, and the noise on their trunk where there is any. */
export function playText({ decoding, noise }: Pick<Arm, 'decoding' | 'noise'>, general: Decoding): string {
  const { temperature, guard } = decoding ?? general;
  return `temperature ${temperature}, guard ${guard}${noise === undefined ? '' : `, noise ${noise} on the trunk`}`;
}

/** True if children of some arm play at another temperature or guard, or have noise on their trunk. */
export const hasPlantedArm = ({ arms }: Pick<TournamentSpec, 'arms'>): boolean =>
  arms.some(({ decoding, noise }) => decoding !== undefined || noise !== undefined);

/**
 * What was planted, in words, where the plan is a positive control: the arms of the primary contrast are fine-tuned
 * alike and differ in their decoding at the board, or in the noise on their trunk. Null for every other plan.
 */
export function positiveControlOf({ arms, analysis, decoding }: TournamentSpec): string | null {
  const [first, second] = (analysis.primary ?? []).map((sought) => arms.find(({ id }) => id === sought));
  if (!first || !second || trainedAs(first) !== trainedAs(second)) return null;
  const [one, other] = [playText(first, decoding), playText(second, decoding)];
  return one === other ? null : `${first.id} plays at ${one}, ${second.id} at ${other}`;
}

/** Equal for arms whose training is equal. */
const trainedAs = ({ id: _id, decoding: _decoding, noise: _noise, ...training }: Arm): string =>
  canonicalJson(training);
