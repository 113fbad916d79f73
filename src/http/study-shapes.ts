import Type, { type TSchema } from 'typebox';
import { TOURNAMENT_STATES } from '../vocabulary/index.js';

const Text = Type.String();
const Whole = Type.Integer();
const Anything = Type.Unsafe<unknown>({});
const nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const MaybeNumber = nullable(Type.Number());
const CellState = Type.Union([...TOURNAMENT_STATES, 'waiting'].map((state) => Type.Literal(state)));

const summary = {
  id: Text,
  object: Type.Literal('study'),
  key: Text,
  name: Text,
  state: Type.Union(TOURNAMENT_STATES.map((state) => Type.Literal(state))),
  concurrency: Whole,
  cancelRequested: Type.Boolean(),
  createdAt: Type.String({ format: 'date-time' }),
  trend: nullable(Type.Object({ axis: Text, alpha: Type.Number() })),
  progress: Type.Object({ cells: Whole, waiting: Whole, finished: Whole }),
};
export const StudySummaryShape = Type.Object(summary);

export const CellShape = Type.Object({
  cell: Whole,
  name: Text,
  repetition: Whole,
  settings: Anything,
  tournament: Text,
  planHash: Text,
  games: Whole,
  state: CellState,
});
export const StudyShape = Type.Object({ ...summary, spec: Anything, version: Whole, cells: Type.Array(CellShape) });

export const StudyDryRunShape = Type.Object({
  object: Type.Literal('study-plan'),
  spec: Anything,
  key: Text,
  cells: Type.Array(
    Type.Object({
      cell: Whole,
      name: Text,
      repetition: Whole,
      settings: Anything,
      planHash: Text,
      games: Whole,
      fineTunes: Whole,
      cost: Anything,
    }),
  ),
  total: Type.Object({
    cells: Whole,
    games: Whole,
    fineTunes: Whole,
    shared: Whole,
    flop: Type.Number(),
    petaflopDays: Type.Number(),
    seconds: Anything,
  }),
  power: Anything,
  trend: nullable(
    Type.Object({
      axis: Text,
      alpha: Type.Number(),
      levels: Type.Array(Text),
      replicates: Whole,
      needed: Whole,
      enough: Type.Boolean(),
    }),
  ),
});

export const StudyResultsShape = Type.Object({
  study: Text,
  state: Text,
  version: Whole,
  invalid: Type.Array(Whole),
  trend: Anything,
  data: Type.Array(
    Type.Object({
      object: Type.Literal('cell'),
      cell: Whole,
      name: Text,
      repetition: Whole,
      base: nullable(Text),
      method: nullable(Text),
      examples: nullable(Whole),
      steps: nullable(Whole),
      band: MaybeNumber,
      share: MaybeNumber,
      temperature: MaybeNumber,
      tournament: Text,
      planHash: Text,
      state: CellState,
      verdict: nullable(Text),
      first: nullable(Text),
      second: nullable(Text),
      scale: nullable(Text),
      mean: MaybeNumber,
      low: MaybeNumber,
      high: MaybeNumber,
      p: MaybeNumber,
      adjusted: MaybeNumber,
      replicates: nullable(Whole),
      differences: Type.Array(Type.Number()),
      line: nullable(Text),
    }),
  ),
});
