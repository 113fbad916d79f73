/** Fine-tunes: single training runs, each of which makes one child. */
import Type, { type Static } from 'typebox';
import { CHECK_PARTS, FINE_TUNE_PHASES, FINE_TUNE_STATES } from '../../vocabulary/index.js';
import {
  boolean,
  component,
  describedAs,
  enumOf,
  FineTuneChecks,
  FineTuneMetric,
  FineTuneRecipe,
  hash,
  integer,
  literal,
  nullable,
  type ReadonlyStatic,
  Seed,
  strict,
  text,
  timestamp,
} from '../index.js';
import { Failure, listOf, PageQuery, pageOf } from './common.js';
import { BaseSource, DatasetSource, FineTuneSettingsRequest, TournamentRequest } from './tournament-request.js';

/** Body of POST /fine-tunes: one run of training on its own. */
export const FineTuneRequest = Type.Object(
  {
    base: Type.Optional(BaseSource),
    dataset: Type.Optional(DatasetSource),
    arm: TournamentRequest.properties.arms.items,
    fineTune: Type.Optional(FineTuneSettingsRequest),
    seed: Type.Optional(describedAs(Seed, 'seed of the examples drawn, their order and new parameters')),
  },
  { ...strict, title: 'FineTuneRequest', description: 'one fine-tuning run on its own' },
);
/** The type that the schema `FineTuneRequest` describes. */
export type FineTuneRequest = Static<typeof FineTuneRequest>;

/** Parameters of GET /fine-tunes. */
export const FineTuneListQuery = Type.Object(
  {
    ...PageQuery.properties,
    state: Type.Optional(Type.Enum([...FINE_TUNE_STATES], { description: 'only those in this state' })),
  },
  strict,
);
/** The type that the schema `FineTuneListQuery` describes. */
export type FineTuneListQuery = Static<typeof FineTuneListQuery>;

/** A fine-tune. */
export const FineTune = component('FineTune', 'one training run: base, arm and seed give one child', {
  id: text('UUIDv7'),
  object: literal('fine-tune', 'a fine-tune'),
  key: hash('SHA-256 of the recipe: equal recipes are one fine-tune'),
  recipe: FineTuneRecipe,
  state: enumOf([...FINE_TUNE_STATES], 'what it does now'),
  attempts: integer('times that a worker has taken it; those given back do not count'),
  step: integer('steps of the optimiser so far'),
  totalSteps: nullable(Type.Integer(), 'steps to take; null before it runs'),
  phase: nullable(
    enumOf([...FINE_TUNE_PHASES], 'what a running one does'),
    'what a running one does: loading base and dialogue, training, then checking its child; null where it does not run',
  ),
  checking: nullable(
    enumOf([...CHECK_PARTS], 'part of the checks'),
    'the part of the checks that is measured now; null outside the checks',
  ),
  checkpoint: nullable(Type.String(), 'address of the child; null before it is finished'),
  checks: nullable(FineTuneChecks, 'what was measured on the child; null before it is finished'),
  error: nullable(Failure, 'why the last attempt ended without a child; null where none did'),
  cancelRequested: boolean('whether it is to be cancelled, or was'),
  version: integer('rises with every change of its state'),
  createdAt: timestamp('when it was stored'),
  startedAt: nullable(timestamp('when the first attempt began'), 'when the first attempt began; null before that'),
  finishedAt: nullable(timestamp('when it ended, however'), 'when it ended, however; null before that'),
});
/** The type that the schema `FineTune` describes. */
export type FineTune = ReadonlyStatic<typeof FineTune>;
/** Answer of GET /fine-tunes. */
export const FineTunePage = pageOf('FineTunePage', FineTune);
/** The type that the schema `FineTunePage` describes. */
export type FineTunePage = ReadonlyStatic<typeof FineTunePage>;
/** Answer of GET /tournaments/{id}/fine-tunes. */
export const FineTuneList = listOf('FineTuneList', FineTune);
/** The type that the schema `FineTuneList` describes. */
export type FineTuneList = ReadonlyStatic<typeof FineTuneList>;

/** One stored row of a fine-tune's metrics. */
export const MetricRow = component('MetricRow', 'one row that was written while a fine-tune ran', {
  step: integer('steps of the optimiser so far'),
  metric: FineTuneMetric,
  at: timestamp('when it was stored'),
});
/** The type that the schema `MetricRow` describes. */
export type MetricRow = ReadonlyStatic<typeof MetricRow>;
/** Answer of GET /fine-tunes/{id}/metrics. */
export const MetricList = listOf('MetricList', MetricRow);
/** The type that the schema `MetricList` describes. */
export type MetricList = ReadonlyStatic<typeof MetricList>;
