import type { Decoding, Engines, FineTuneRecipe, PlannedContestant, TournamentSpec } from '../../spec/index.js';
import { fineTuneKey, hashOf, RECIPE_VERSION } from '../../spec/keys/index.js';
import { ANCHORS, type AnchorName, type ContestantKey } from '../../vocabulary/index.js';
import type { ContestantIndices } from './schedule.js';
import type { PlannedRecipe } from './sealed-plan.js';
import { SpecError } from './spec-error.js';

/** A contestant that is a checkpoint of known address; its key covers checkpoint and decoding. */
export function checkpointContestant(
  name: string,
  kind: 'untouched' | 'checkpoint',
  checkpoint: string,
  decoding: Decoding,
): PlannedContestant {
  return {
    key: hashOf<ContestantKey>({ checkpoint, decoding }),
    kind,
    name,
    arm: null,
    replicate: null,
    checkpoint,
    fineTuneKey: null,
    anchor: null,
    decoding,
  };
}

/**
 * A contestant of fixed strength. The key of an engine covers its whole definition, so an engine with other settings is
 * another contestant. Throws SpecError, with `field` as its path, for an anchor that is neither built in nor in
 * `engines`.
 */
export function anchorContestant(anchor: string, engines: Engines, field: string): PlannedContestant {
  const engine = engines.get(anchor);
  if (!engine && !ANCHORS.includes(anchor as AnchorName)) {
    throw new SpecError(
      'unknown-anchor',
      field,
      `there is no anchor ${anchor}; there are ${[...ANCHORS, ...engines.keys()].join(', ')}`,
    );
  }
  return {
    key: hashOf<ContestantKey>({ anchor: engine ?? anchor, decoding: null }),
    kind: 'anchor',
    name: `anchor:${anchor}`,
    arm: null,
    replicate: null,
    checkpoint: null,
    fineTuneKey: null,
    anchor,
    ...(engine ? { engine } : {}),
    decoding: null,
  };
}

/**
 * The base under a second name, to play `untouched`: weights and decoding are equal, so whatever favours one of the two
 * is in the machinery and not in a network. Random generators differ, as between any two games.
 */
function twinContestant(checkpoint: string, decoding: Decoding): PlannedContestant {
  return {
    ...checkpointContestant('untouched-twin', 'checkpoint', checkpoint, decoding),
    key: hashOf<ContestantKey>({ checkpoint, decoding, twin: 1 }),
  };
}

/**
 * Returns the contestants of a tournament in the plan's order: every replicate x arm, then `untouched`, the anchors,
 * and the twin of `untouched`; with the recipes of the children and everybody's indices. Children are named by arm and
 * by the replicate's ordinal, from 1. Throws SpecError for an unknown anchor.
 */
export function contestantsOf(
  spec: TournamentSpec,
  engines: Engines,
): { contestants: PlannedContestant[]; recipes: PlannedRecipe[]; indices: ContestantIndices } {
  const contestants: PlannedContestant[] = [];
  const recipes: PlannedRecipe[] = [];
  const children = spec.replicates.map((seed, index) =>
    spec.arms.map((arm) => {
      const { id, decoding = spec.decoding, ...treatment } = arm;
      const recipe: FineTuneRecipe = {
        base: spec.base,
        dataset: spec.dataset,
        treatment,
        settings: spec.fineTune,
        seed,
        version: RECIPE_VERSION,
      };
      const key = fineTuneKey(recipe);
      if (!recipes.some((planned) => planned.key === key)) recipes.push({ key, recipe });
      return (
        contestants.push({
          key: hashOf<ContestantKey>({ fineTuneKey: key, decoding }),
          kind: 'child',
          name: `${id}/${index + 1}`,
          arm: id,
          replicate: index + 1,
          checkpoint: null,
          fineTuneKey: key,
          anchor: null,
          decoding,
        }) - 1
      );
    }),
  );
  const untouched = contestants.push(checkpointContestant('untouched', 'untouched', spec.base, spec.decoding)) - 1;
  const anchors = spec.anchors.map(
    (anchor, index) => contestants.push(anchorContestant(anchor, engines, `anchors.${index}`)) - 1,
  );
  const twin = contestants.push(twinContestant(spec.base, spec.decoding)) - 1;
  return { contestants, recipes, indices: { children, untouched, anchors, twin } };
}
