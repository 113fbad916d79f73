/** Shapes of answers. Fastify writes only what they name, so a new column never leaks by itself. */
import Type, { type TSchema } from 'typebox';
import {
  FINE_TUNE_STATES,
  GAME_STATES,
  RESULTS,
  TERMINATIONS,
  TOURNAMENT_KINDS,
  TOURNAMENT_STATES,
} from '../vocabulary/index.js';

const oneOf = (values: readonly string[]) => Type.Union(values.map((value) => Type.Literal(value)));
const nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const Time = Type.String({ format: 'date-time' });
const Text = Type.String();
const Whole = Type.Integer();
const Anything = Type.Unsafe<unknown>({});
const ErrorShape = nullable(Type.Object({ code: Text, message: Text }));

export const ProgressShape = Type.Object({
  games: Whole,
  due: Whole,
  claimed: Whole,
  done: Whole,
  unplayed: Whole,
  fineTunes: Type.Object(Object.fromEntries(FINE_TUNE_STATES.map((state) => [state, Whole]))),
});

const summary = {
  id: Text,
  object: Type.Literal('tournament'),
  kind: oneOf(TOURNAMENT_KINDS),
  name: Text,
  state: oneOf(TOURNAMENT_STATES),
  cancelRequested: Type.Boolean(),
  error: ErrorShape,
  planHash: Text,
  version: Whole,
  createdAt: Time,
  startedAt: nullable(Time),
  finishedAt: nullable(Time),
};
export const TournamentSummaryShape = Type.Object(summary);
export const TournamentShape = Type.Object({ ...summary, progress: ProgressShape, spec: Anything });

export const AcceptedShape = Type.Object({
  id: Text,
  object: Text,
  name: Text,
  state: Text,
  planHash: Text,
  games: Whole,
  fineTunes: Whole,
});
export const DryRunShape = Type.Object({
  spec: Anything,
  planHash: Text,
  games: Whole,
  fineTunes: Whole,
  contestants: Type.Array(Text),
  cost: Anything,
  power: Anything,
});

const counts = (description: string) => Type.Record(Text, Whole, { description });
const faults = {
  lost: counts('games that it lost by an illegal move, a crash or silence, by cause; they count'),
  replayed: counts('attempts at its games that the machine lost, by cause; the same games were played again'),
};

export const StandingsShape = Type.Object({
  faults: Type.Object(
    {
      contestants: Type.Array(Type.Object({ contestant: Text, arm: nullable(Text), ...faults })),
      arms: Type.Array(Type.Object({ arm: Text, ...faults })),
    },
    { description: 'only contestants and arms with a fault' },
  ),
  rows: Type.Array(
    Type.Object({
      rank: Type.Array(Whole),
      contestant: Text,
      arm: nullable(Text),
      replicate: nullable(Whole),
      checkpoint: nullable(Text),
      elo: nullable(Type.Number()),
      error: nullable(Type.Number()),
      bound: nullable(Type.Object({ side: Text, elo: Type.Number() })),
      score: nullable(Type.Number()),
      wins: Whole,
      draws: Whole,
      losses: Whole,
      games: Whole,
      group: nullable(Whole),
    }),
  ),
  zero: Text,
  whiteAdvantage: nullable(Type.Number()),
  drawRate: nullable(Type.Number()),
  notes: Type.Array(Text),
  external: nullable(
    Type.Object(
      {
        shift: Type.Number({ description: 'Elo on the outside scale = elo of a row + shift' }),
        error: Type.Number({ description: 'half-width of the 95 % interval from the games alone' }),
        anchors: Type.Array(
          Type.Object({ contestant: Text, elo: Type.Number(), here: Type.Number(), error: Type.Number() }),
        ),
        label: Text,
      },
      { description: 'where the standings stand on the scale of the engines in them' },
    ),
  ),
  asOf: Time,
  complete: Type.Boolean(),
  version: Whole,
});

export const ContrastRunShape = Type.Object({
  run: nullable(
    Type.Object({
      arms: Type.Array(Text),
      alpha: Type.Number(),
      planned: Whole,
      steps: Type.Array(
        Type.Object({
          blocks: Whole,
          difference: Type.Number(),
          mean: Type.Number(),
          low: nullable(Type.Number()),
          high: nullable(Type.Number()),
          evidence: Type.Number(),
        }),
      ),
    }),
  ),
  asOf: Time,
  version: Whole,
});

export const GameShape = Type.Object({
  number: Whole,
  gameKey: Text,
  pair: Whole,
  leg: Whole,
  block: Whole,
  white: Text,
  black: Text,
  opening: Text,
  state: oneOf(GAME_STATES),
  attempts: Whole,
  result: nullable(oneOf(RESULTS)),
  termination: nullable(oneOf(TERMINATIONS)),
  moves: nullable(Text),
  plies: nullable(Whole),
  whiteLegalShare: nullable(Type.Number()),
  blackLegalShare: nullable(Type.Number()),
  recordedAt: nullable(Time),
});

/** A recorded game as the feed of results gives it: what tables and lists need, without moves. */
export const RecordedShape = Type.Object({
  position: Whole,
  number: Whole,
  gameKey: Text,
  block: Whole,
  white: Text,
  black: Text,
  result: Text,
  termination: Text,
  plies: Whole,
  attempts: Whole,
  whiteLegalShare: nullable(Type.Number()),
  blackLegalShare: nullable(Type.Number()),
  recordedAt: Time,
});

export const EventShape = Type.Object({ seq: Whole, type: Text, data: Anything, at: Time });

export const FineTuneShape = Type.Object({
  id: Text,
  object: Type.Literal('fine-tune'),
  key: Text,
  recipe: Anything,
  state: oneOf(FINE_TUNE_STATES),
  attempts: Whole,
  step: Whole,
  totalSteps: nullable(Whole),
  checkpoint: nullable(Text),
  checks: Anything,
  error: ErrorShape,
  cancelRequested: Type.Boolean(),
  version: Whole,
  createdAt: Time,
  startedAt: nullable(Time),
  finishedAt: nullable(Time),
});

export const MetricShape = Type.Object({ step: Whole, metric: Anything, at: Time });

export const ModelShape = Type.Object({
  address: Text,
  object: Type.Literal('model'),
  kind: Text,
  name: Text,
  parent: nullable(Text),
  tone: nullable(Text),
  method: nullable(Text),
  seed: nullable(Whole),
  createdAt: Time,
});
export const ModelDetailShape = Type.Object({ ...ModelShape.properties, config: Anything, card: Anything });

export const DatasetShape = Type.Object({
  address: Text,
  object: Type.Literal('dataset'),
  kind: Text,
  name: Text,
  createdAt: Time,
  profile: Anything,
});

/** For parameters in paths: refused as "not found", not as malformed. */
export const IdParams = Type.Object({ id: Type.String({ maxLength: 100 }) });
