import type { PlanWarning } from '../spec/api/index.js';
import type { FineTuneRecipe } from '../spec/index.js';
import { SpecError } from '../tournament/plan/index.js';
import { armPool } from './arm-pool.js';

/** An arm as far as the size of its pool depends on it. */
type PooledArm = Pick<FineTuneRecipe['treatment'], 'tone' | 'filter' | 'label' | 'dose'> & { readonly id?: string };

/**
 * Throws SpecError `too-few-examples` for an arm that no fine-tune could find its examples for. `profile` is the
 * dataset's `dataset.json`, `fieldOf` the path of an arm in the request.
 */
export function refuseSmallPools(
  profile: unknown,
  arms: readonly PooledArm[],
  fieldOf: (index: number) => string = (index) => `arms.${index}`,
): void {
  arms.forEach((arm, index) => {
    const { most, words } = armPool(profile, arm);
    const { examples } = arm.dose;
    if (examples <= most) return;
    throw new SpecError(
      'too-few-examples',
      `${fieldOf(index)}.dose.examples`,
      `${armName(arm)} asks for ${examples} examples and can have ${most} at most: the dataset has ${words}` +
        `${matchedNote(arm)}; ${advice(arm, most)}`,
    );
  });
}

const armName = ({ id, tone }: PooledArm): string => `arm ${id ?? tone}`;

const matchedNote = ({ tone }: PooledArm): string =>
  tone === 'custom' ? '' : ', and every arm is matched to all three tones';

function advice({ tone, filter }: PooledArm, most: number): string {
  const fewer = most >= MIN_EXAMPLES ? [`ask for ${most} or fewer`] : [];
  const wider = tone !== 'custom' && filter.band > MIN_BAND ? ['lower filter.band'] : [];
  return [...fewer, ...wider, 'import a dataset with more of them'].join(', or ');
}

/** Smallest values that a request can have. */
const MIN_EXAMPLES = 8;
const MIN_BAND = 0.05;

/**
 * Share of an arm's largest possible pool from which training may find it too small after all: what matching by length
 * and the token limit take away is known to training only.
 */
const DOUBTFUL_SHARE = 0.7;

/** Warns of pools that arms take so large a part of that training may have to refuse them; once for equal pools. */
export function* poolWarnings(profile: unknown, arms: readonly PooledArm[]): Generator<PlanWarning> {
  const told = new Set<string>();
  for (const [index, arm] of arms.entries()) {
    const { most, words } = armPool(profile, arm);
    const { examples } = arm.dose;
    if (!Number.isFinite(most) || examples <= DOUBTFUL_SHARE * most || told.has(words)) continue;
    told.add(words);
    yield {
      field: `arms.${index}.dose.examples`,
      message:
        `${armName(arm)} asks for ${examples} examples of ${most} at most (the dataset has ${words}): replies that ` +
        'are too long for training and those without a match of like length do not count, so its fine-tunes may fail',
    };
  }
}
