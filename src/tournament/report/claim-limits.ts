import { shortHash } from '../../vocabulary/index.js';
import { hasPlantedArm, playText, positiveControlOf, type SealedTournament } from '../plan/index.js';
import type { Verdict } from '../verdict/index.js';
import { armPools, poolLines } from './arm-pools.js';

/**
 * Returns what the verdict does not say, one sentence each, from the plan and from what was played. `profile` is that
 * of the dataset, null if it is not stored any more.
 */
export function claimLimits(
  { spec, contestants }: SealedTournament,
  { contrast, replicates, complete, state }: Verdict,
  profile: unknown,
): string[] {
  const methods = [...new Set(spec.arms.map(({ method }) => method))];
  const doses = [...new Set(spec.arms.map(({ dose }) => `${dose.examples} examples for ${dose.steps} steps`))];
  const anchors = contestants.filter(({ kind }) => kind === 'anchor').map(({ name }) => name);
  const zero = contestants.some(({ kind }) => kind === 'untouched') ? 'the untouched base' : 'the players here';
  const scale =
    anchors.length > 0
      ? `${anchors.join(', ')} place it among simple players, not among people`
      : 'no anchor ties it to an outside scale';
  return [
    ...controlLimits(spec),
    `One base (${shortHash(spec.base)}): nothing is said about networks trained otherwise, of another size, ` +
      'or from another seed.',
    `One dialogue dataset (${shortHash(spec.dataset)}), divided into tones by a word list; another source of ` +
      'dialogue, or another judge of tone, may act otherwise.',
    `Method ${methods.join(', ')} at ${doses.join(' or ')}; the effect of other doses is not interpolated.`,
    `${movesText(spec)}, from openings of ${spec.openings.plies} plies: strength under other decoding may differ.`,
    `The unit of inference is the replicate: ${replicates.used.length} of ${replicates.planned} fine-tuning seeds ` +
      'stand behind every interval and p-value, whatever the number of games.',
    'Replicated: fine-tuning seeds. Not replicated: the base, the dataset, the method’s settings; a study over ' +
      'several bases and datasets does that.',
    ...poolLines(armPools(spec.arms, profile)).map((line) => `Examples of ${line}.`),
    contrast?.scale === 'score'
      ? 'Some child has no rating, so the arms are compared by share of points, which depends on the opponents of ' +
        'this tournament.'
      : `Elo is relative to ${zero}; ${scale}.`,
    ...(complete
      ? []
      : ['The schedule is not complete: no interval and no p-value are given, and the figures will move.']),
    ...(state === 'inconclusive'
      ? ['Inconclusive is no finding of equality: the interval shows which differences remain possible.']
      : []),
  ];
}

/** Where the arms do not play alike: that the contrast is a control, or that it is not of the treatment alone. */
function controlLimits(spec: SealedTournament['spec']): string[] {
  const planted = positiveControlOf(spec);
  if (planted !== null)
    return [
      `A positive control: the two arms are fine-tuned alike, and ${planted}. The difference was planted; it shows ` +
        'what this design finds, and says nothing about dialogue.',
    ];
  return hasPlantedArm(spec)
    ? [
        'The arms do not play alike (see below): where they also differ in what they were taught, no contrast ' +
          'separates the two.',
      ]
    : [];
}

/** How moves are chosen, by arm where arms differ. */
function movesText(spec: SealedTournament['spec']): string {
  if (hasPlantedArm(spec)) {
    const arms = spec.arms.map((arm) => `${arm.id} at ${playText(arm, spec.decoding)}`);
    return `Moves are drawn by arm: ${arms.join('; ')}; the base at ${playText({}, spec.decoding)}`;
  }
  return `Moves are drawn at temperature ${spec.decoding.temperature} with the guard ${spec.decoding.guard}`;
}
