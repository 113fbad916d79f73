/** The body of POST /tournaments, and the parts of it that other requests share. */
import Type, { type Static } from 'typebox';
import {
  Analysis,
  Arm,
  ArmId,
  AtTheEnd,
  armOptions,
  Decoding,
  DirectSchedule,
  describedAs,
  EProcessStop,
  Extension,
  FineTuneSettings,
  GroupSequentialStop,
  Hash,
  Name,
  Schedule,
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
/** When a tournament of arms ends; planned looks have a default. */
const ArmsStopRequest = Type.Union(
  [
    Type.Literal('schedule'),
    AtTheEnd,
    EProcessStop,
    Type.Object(
      {
        kind: GroupSequentialStop.properties.kind,
        looks: Type.Optional(GroupSequentialStop.properties.looks),
      },
      {
        ...strict,
        title: 'GroupSequentialStopRequest',
        description: 'looks that are left out are spread from the fewest replicates that can decide to all of them',
      },
    ),
  ],
  { title: 'ArmsStopRequest', description: 'when a tournament of arms ends; what is left out has its default' },
);
/** Who meets whom; counts that are left out have a default. */
const ScheduleRequest = Type.Union(
  [
    Type.Object(
      {
        kind: DirectSchedule.properties.kind,
        ...Type.Partial(Type.Omit(DirectSchedule, ['kind'])).properties,
      },
      {
        ...strict,
        title: 'DirectScheduleRequest',
        description: 'pairs of games a block, by the question that they serve; what is left out has its default',
      },
    ),
    Schedule.anyOf[1],
  ],
  { title: 'ScheduleRequest', description: 'who meets whom, and how often; `direct` where there are two arms' },
);
/** A tournament that must find a difference, because one is planted. */
const ControlRequest = Type.Union(
  [
    Type.Literal('planted', { description: 'a higher temperature at the board in one of two arms that are alike' }),
    Type.Object(
      {
        kind: Type.Literal('planted', { description: 'a positive control' }),
        by: Type.Optional(
          Type.Enum(['temperature', 'noise'], {
            type: 'string',
            default: 'temperature',
            description: 'how one arm is made weaker: by its temperature at the board, or by noise on its trunk',
          }),
        ),
        size: Type.Optional(
          Type.Number({
            exclusiveMinimum: 0,
            maximum: 4,
            description:
              'the weaker arm’s temperature, or the size of its noise; the default is a gap of about 120 Elo',
          }),
        ),
        dose: Type.Optional(describedAs(DoseRequest, 'how much both arms are taught; as any arm by default')),
      },
      { ...strict, title: 'PlantedControl', description: 'a positive control' },
    ),
  ],
  {
    title: 'ControlRequest',
    description: 'a positive control: two arms that are alike but for planted damage, `plain` and `planted`; no `arms`',
  },
);
/** The planned analysis, all fields optional. */
export const AnalysisRequest = Type.Object(
  {
    hypothesis: Type.Optional(Analysis.properties.hypothesis),
    unit: Type.Optional(Analysis.properties.unit),
    primary: Type.Optional(Analysis.properties.primary),
    endpoint: Analysis.properties.endpoint,
    margin: Type.Optional(Analysis.properties.margin),
    alpha: Type.Optional(Analysis.properties.alpha),
    family: Type.Optional(Analysis.properties.family),
    stop: Type.Optional(ArmsStopRequest),
    extend: Type.Optional(
      Type.Union(
        [
          Type.Object(
            {
              replicates: Type.Optional(Extension.properties.replicates),
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
            decoding: Type.Optional(
              describedAs(DecodingRequest, 'how the children of this arm choose their moves; as all others by default'),
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
          description: 'the treatments that are compared; `positive` and `negative` where it is left out',
        },
      ),
    ),
    replicates: Type.Optional(TournamentSpec.properties.replicates),
    fineTune: Type.Optional(FineTuneSettingsRequest),
    decoding: Type.Optional(DecodingRequest),
    openings: Type.Optional(OpeningsRequest),
    control: Type.Optional(ControlRequest),
    schedule: Type.Optional(ScheduleRequest),
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
