import type { ChatSequence } from '../../dialogue/tokens/index.js';
import type { Network } from '../../model/checkpoint/index.js';
import { elementCount, type Parameters } from '../../model/forward/index.js';
import type { FineTuneRecipe } from '../../spec/index.js';
import { FrozenTower, frozenLayers, type StepGradients } from '../losses/index.js';
import { type AdamState, EpochOrder, FlatAdam } from '../optimiser/index.js';
import type { Adaptation } from './adaptation.js';
import { childGradients } from './child-gradients.js';
import { startTensors } from './child-loss.js';
import { initialAdamState } from './child-weights.js';
import { SelfPlayReplay } from './self-play-replay.js';

/** Objects that a run uses throughout. */
export interface RunParts {
  readonly sequences: readonly ChatSequence[];
  readonly adaptation: Adaptation;
  readonly adam: FlatAdam;
  readonly gradients: StepGradients;
  /** Tensors of the run's own that stay as they are. */
  readonly fixed: Parameters;
  readonly replay: SelfPlayReplay | undefined;
  /** Where the method leaves the lowest layers of the tower as they are. */
  readonly frozenTower: FrozenTower | undefined;
  readonly order: EpochOrder;
}

/** What a run is made of. */
interface RunInputs {
  readonly signal: AbortSignal;
  readonly recipe: FineTuneRecipe;
  readonly base: Network;
  readonly sequences: readonly ChatSequence[];
  readonly adaptation: Adaptation;
}

/** Number of trained scalars. */
export const parameterCountOf = ({ shapes }: Adaptation): number =>
  shapes.reduce((sum, { shape }) => sum + elementCount(shape), 0);

/** Prepares a run, or one that goes on from a saved state. The caller disposes of `adam` and `fixed`. */
export async function openRunParts(
  { recipe, base, sequences, adaptation, signal }: RunInputs,
  saved: AdamState | undefined,
): Promise<RunParts> {
  const { treatment, seed, settings } = recipe;
  const { config, shapes, frozen } = adaptation;
  // the same for all arms of a replicate
  const order = new EpochOrder(`order/${seed}/${sequences.length}`, sequences.length);
  const replay = treatment.replay && (await SelfPlayReplay.create(base, seed, treatment.replay.positions));
  const layers = frozenLayers(config, shapes);
  const used = Array.from({ length: treatment.dose.steps }, (_, step) => order.at(step, settings.batch)).flat();
  const frozenSequences = used.sort((a, b) => a - b).map((at) => sequences[at]!);
  const frozenTower =
    layers === 0 ? undefined : await FrozenTower.compute(config, base.parameters, layers, frozenSequences, { signal });
  const start = saved ?? initialAdamState(adaptation, parameterCountOf(adaptation));
  const fixed = startTensors(adaptation, treatment);
  const gradients = childGradients(adaptation, treatment, [...Object.keys(frozen), ...Object.keys(fixed)]);
  return {
    sequences,
    adaptation,
    adam: new FlatAdam(shapes, start, { weightDecay: 0 }),
    gradients,
    fixed,
    replay,
    frozenTower,
    order,
  };
}
