/** The body of POST /tournaments, and the parts of it that other requests share. */
import Type, { type Static } from 'typebox';
import {
  Analysis,
  Arm,
  ArmId,
  armOptions,
  Decoding,
  describedAs,
  Extension,
  FineTuneSettings,
  Hash,
  Name,
  Seed,
  strict,
  TournamentSpec,
} from '../index.js';

/** A checkpoint or dataset by its address or name. */
export const Source = Type.Union([
  Hash,
  Type.String({ pattern: '^[a-z][a-z0-9-]{0,63}$', description: 'a shipped name such as `default`' }),
]);
/** Base of a fine-tune or a tournament. */
export const BaseSource = describedAs(
  Source,
  'the checkpoint to descend from, by address or name; `default` where it is left out',
);
/** Dialogue of a fine-tune or a tournament. */
export const DatasetSource = describedAs(
  Source,
  'the dialogue to learn from, by address or name; `starter` where it is left out',
);

const optionals = (title: string, what: string) =>
  ({ ...strict, title, description: `${what}; what is left out has its default` }) as const;
/** A dose, all fields optional. */
export const DoseRequest = Type.Partial(Arm.properties.dose, optionals('DoseRequest', 'how much is taught'));
/** Settings of training, all fields optional. */
export const FineTuneSettingsRequest = Type.Partial(
  FineTuneSettings,
  optionals('FineTuneSettingsRequest', 'settings of training, equal for all arms'),
);
/** Decoding at the board, all fields optional. */
export const DecodingRequest = Type.Partial(Decoding, optionals('DecodingRequest', 'how a network chooses its moves'));
/** Openings, all fields optional. */
export const OpeningsRequest = Type.Partial(
  TournamentSpec.properties.openings,
  optionals('OpeningsRequest', 'where games begin'),
);
/** The planned analysis, all fields optional. */
export const AnalysisRequest = Type.Object(
  {
    hypothesis: Type.Optional(Analysis.properties.hypothesis),
    unit: Type.Optional(Analysis.properties.unit),
    primary: Type.Optional(Analysis.properties.primary),
    margin: Type.Optional(Analysis.properties.margin),
    alpha: Type.Optional(Analysis.properties.alpha),
    family: Type.Optional(Analysis.properties.family),
    stop: Type.Optional(Analysis.properties.stop),
    extend: Type.Optional(
      Type.Union(
        [
          Type.Object(
            {
              mostReplicates: Type.Optional(Extension.properties.mostReplicates),
              spending: Type.Optional(Extension.properties.spending),
            },
            { ...strict, title: 'ExtensionRequest', description: 'what is left out has its default' },
          ),
          Type.Null(),
        ],
        { description: 'how an inconclusive tournament may be followed by more replicates; null: not at all' },
      ),
    ),
    limits: Type.Optional(
      Type.Partial(Analysis.properties.limits, {
        ...strict,
        title: 'AnalysisLimitsRequest',
        description: 'beyond any of these the verdict is `invalid`; what is left out has its default',
      }),
    ),
  },
  { ...strict, title: 'AnalysisRequest', description: 'the planned analysis; what is left out has its default' },
);
/** The type that the schema `AnalysisRequest` describes. */
export type AnalysisRequest = Static<typeof AnalysisRequest>;

/** Body of POST /tournaments. */
export const TournamentRequest = Type.Object(
  {
    name: Name,
    base: Type.Optional(BaseSource),
    dataset: Type.Optional(DatasetSource),
    arms: Type.Optional(
      Type.Array(
        Type.Object(
          {
            id: Type.Optional(describedAs(ArmId, 'id of the arm; the name of its tone where it is left out')),
            tone: Type.Optional(Arm.properties.tone),
            method: Type.Optional(Arm.properties.method),
            dose: Type.Optional(DoseRequest),
            filter: Type.Optional(
              Type.Partial(
                Type.Object({
                  ...Arm.properties.filter.properties,
                  agreement: Type.Optional(
                    describedAs(
                      Source,
                      'a classifier, by address or name, that must put the reply in the same class as VADER',
                    ),
                  ),
                }),
                {
                  ...strict,
                  title: 'FilterRequest',
                  description: 'which examples may be learnt from; what is left out has its default',
                },
              ),
            ),
            ...armOptions,
            prompt: Type.Optional(
              Type.Partial(armOptions.prompt, {
                ...strict,
                description: 'method `prompt`; what is left out has its default',
              }),
            ),
            replay: Type.Optional(
              Type.Partial(armOptions.replay, {
                ...strict,
                description: 'chess positions of the base that training goes over beside the dialogue',
              }),
            ),
            stop: Type.Optional(
              Type.Object(
                { ...armOptions.stop.properties, every: Type.Optional(armOptions.stop.properties.every) },
                { ...strict, description: 'ends training at an equal drift of the chat' },
              ),
            ),
            teacher: Type.Optional(
              describedAs(Source, 'method `distill`: the checkpoint, by address or name, whose replies are imitated'),
            ),
          },
          { ...strict, title: 'ArmRequest', description: 'one treatment; what is left out has its default' },
        ),
        {
          minItems: 1,
          maxItems: 16,
          description: 'the treatments that are compared; `positive`, `negative` and `neutral` where it is left out',
        },
      ),
    ),
    replicates: Type.Optional(TournamentSpec.properties.replicates),
    fineTune: Type.Optional(FineTuneSettingsRequest),
    decoding: Type.Optional(DecodingRequest),
    openings: Type.Optional(OpeningsRequest),
    pairs: Type.Optional(TournamentSpec.properties.pairs),
    anchors: Type.Optional(TournamentSpec.properties.anchors),
    maxPlies: Type.Optional(TournamentSpec.properties.maxPlies),
    analysis: Type.Optional(AnalysisRequest),
    seed: Type.Optional(Seed),
    follows: Type.Optional(
      Type.String({
        pattern: '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$',
        description: 'an inconclusive tournament to which this one adds replicates; its spec is the default here',
      }),
    ),
  },
  {
    ...strict,
    title: 'TournamentRequest',
    description: 'a tournament of arms; every field but the name has a default',
  },
);
/** The type that the schema `TournamentRequest` describes. */
export type TournamentRequest = Static<typeof TournamentRequest>;
