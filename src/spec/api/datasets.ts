/** Datasets: imported games, imported dialogue, and classifiers of sentiment. */
import Type, { type Static } from 'typebox';
import { DATASET_KINDS, RESULTS } from '../../vocabulary/index.js';
import {
  anyOf,
  boolean,
  component,
  enumOf,
  hash,
  integer,
  list,
  literal,
  mapOf,
  nullable,
  number,
  object,
  type ReadonlyStatic,
  strict,
  text,
  timestamp,
} from '../index.js';
import { pageOf } from './common.js';

/** Parameters of POST /datasets. */
export const UploadQuery = Type.Object(
  {
    kind: Type.Enum([...DATASET_KINDS], { description: 'what the file holds' }),
    name: Type.String({
      pattern: '^[a-z][a-z0-9-]{0,63}$',
      description: 'name that requests may use: lower-case letters, digits and dashes',
    }),
    minRating: Type.Optional(
      Type.Integer({ minimum: 0, maximum: 4000, description: 'games only: the lower of both ratings must reach this' }),
    ),
    labelColumn: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 64,
        description: 'dialogue only: the field or column that labels the replies',
      }),
    ),
  },
  strict,
);
/** The type that the schema `UploadQuery` describes. */
export type UploadQuery = Static<typeof UploadQuery>;
/** Body of POST /datasets, as multipart/form-data. */
export const UploadForm = component('UploadForm', 'one file', {
  file: Type.String({ format: 'binary', description: 'the file; its name tells the format' }),
});

const head = { address: hash('SHA-256 of the content'), name: text('name of the import') };
const split = { train: integer('to learn from'), heldOut: integer('held out') };
const dropped = 'by reason; only reasons that occurred';

const games = {
  kind: literal('games', 'imported games'),
  ...head,
  settings: object(
    {
      minRating: integer('the lower of both ratings must reach this; 0 takes games without ratings too'),
      minPly: integer('positions before this ply are not stored'),
      keepRepeats: Type.Optional(literal(true, 'a training position is stored as often as it occurs')),
      maxGames: Type.Optional(integer('the import ended after so many games')),
      maxPositions: Type.Optional(integer('the import ended after so many positions')),
    },
    'settings of the import',
  ),
  complete: boolean('false when a maximum stopped the import before the files ended'),
  games: object(
    {
      read: integer('games read'),
      kept: integer('games kept'),
      dropped: mapOf(Type.Integer(), `games left out, ${dropped}`),
    },
    'counts of games',
  ),
  positions: object(
    {
      train: integer('positions to learn from'),
      heldOut: integer('positions held out'),
      duplicates: integer('positions left out because the same one with the same move is stored already'),
      duplicatesMissedAtMost: integer('repeats that may have been missed, at most'),
    },
    'counts of positions',
  ),
  evaluations: Type.Optional(
    object(
      {
        ...split,
        dropped: mapOf(Type.Integer(), `left out, ${dropped}`),
      },
      'positions with an engine’s evaluation; left out where no comment has one',
    ),
  ),
  results: object(
    Object.fromEntries(RESULTS.map((result) => [result, integer(`games that ended ${result}`)])) as Record<
      (typeof RESULTS)[number],
      ReturnType<typeof integer>
    >,
    'games by result, White’s points first',
  ),
  ratings: object(
    {
      known: integer('games with both ratings'),
      lowest: nullable(Type.Number(), 'lowest rating; null where none is known'),
      mean: nullable(Type.Number(), 'mean rating; null where none is known'),
      highest: nullable(Type.Number(), 'highest rating; null where none is known'),
      histogram: mapOf(Type.Integer(), 'games by the hundred that their rating begins at'),
    },
    'by the lower of a game’s two ratings',
  ),
  plies: object(
    {
      mean: nullable(Type.Number(), 'mean plies of a game; null without games'),
      longest: integer('most plies of a game'),
    },
    'length of the games',
  ),
};

const pools = component('ToneCounts', 'examples by tone, at the default band', {
  positive: integer('positive replies'),
  negative: integer('negative replies'),
  neutral: integer('neutral replies'),
});
const dialogue = {
  kind: literal('dialogue', 'imported dialogue'),
  ...head,
  records: object(
    {
      read: integer('records read: kept and dropped'),
      kept: integer('records kept'),
      dropped: mapOf(Type.Integer(), `records left out, ${dropped}`),
      repaired: object(
        { 'missing-comma': integer('records with a missing comma') },
        'kept although something was wrong',
      ),
    },
    'counts of records',
  ),
  turnsDropped: mapOf(Type.Integer(), `single turns cut out of conversations that were kept, ${dropped}`),
  conversations: object(split, 'counts of conversations'),
  examples: object(split, 'learnt turns with a turn before them'),
  sentiment: object(
    {
      histogram: list(Type.Integer(), 'replies by VADER compound, in 20 equal bins from -1 to 1'),
      band: number('least |compound| of the pools'),
      pools,
    },
    'tone of the replies to learn from',
  ),
  replyWords: object(
    {
      mean: number('mean words of a reply'),
      buckets: mapOf(Type.Integer(), 'replies by range of words, such as `4-6`'),
    },
    'length of the replies to learn from',
  ),
  bySource: mapOf(object({ examples: integer('examples'), pools }, 'one source'), 'examples by source'),
  labels: Type.Optional(
    mapOf(Type.Integer(), 'examples by label; left out where the import was told of no label column'),
  ),
};

/** The profile of imported games. */
const GamesProfile = component('GamesProfile', 'what an import of games found', {
  ...games,
  sources: list(
    object(
      {
        file: text('name of the file without its folder'),
        bytes: integer('bytes as on disk'),
        read: integer('games read'),
        kept: integer('games kept'),
      },
      'one file',
    ),
    'the files, in order',
  ),
});
/** The profile of imported dialogue. */
const DialogueProfile = component('DialogueProfile', 'what an import of dialogue found', {
  ...dialogue,
  sources: list(
    object(
      {
        file: text('name of the file without its folder'),
        format: enumOf(
          ['chitchat', 'dialogpt', 'pairs', 'starter', 'turns', 'conversations', 'table'],
          'format that was detected',
        ),
        bytes: integer('bytes as on disk'),
        records: integer('records read'),
      },
      'one file',
    ),
    'the files, in order',
  ),
});
/** The profile of a classifier. */
const ClassifierProfile = component('ClassifierProfile', 'a scorer of sentiment that was made from labelled messages', {
  kind: literal('classifier', 'a classifier of sentiment'),
  ...head,
  features: integer('words and pairs of words that it knows'),
  training: Type.Optional(
    object(
      {
        sources: list(
          object(
            {
              file: text('name of the file'),
              format: text('format of the file'),
              messages: integer('messages read'),
              hash: hash('SHA-256 of the file'),
            },
            'one file',
          ),
          'the files that it learnt from',
        ),
        messages: object(
          { negative: integer('negative'), neutral: integer('neutral'), positive: integer('positive') },
          'messages by class',
        ),
        seed: integer('seed that drew the messages which chose the penalty'),
        trials: list(
          object(
            { c: number('inverse of the penalty'), macroF1: number('mean F1 of the classes, 0 to 1') },
            'one penalty',
          ),
          'penalties that were tried',
        ),
        c: number('inverse of the penalty that was taken'),
      },
      'how it was made; left out where the file does not say',
    ),
  ),
});
/** What an import found. */
export const DatasetProfile = anyOf('DatasetProfile', 'what an import found; `kind` says which of the three it is', [
  GamesProfile,
  DialogueProfile,
  ClassifierProfile,
]);
/** The type that the schema `DatasetProfile` describes. */
export type DatasetProfile = ReadonlyStatic<typeof DatasetProfile>;
/** A profile without its sources, as the card of a base has it: names of files may name people. */
export const TrainedOn = anyOf(
  'TrainedOn',
  'profile of a dataset without its sources: names of files may name people',
  [
    component('GamesSummary', 'imported games without their sources', games),
    component('DialogueSummary', 'imported dialogue without its sources', dialogue),
  ],
);

/** A dataset. */
export const Dataset = component('Dataset', 'imported data with its profile', {
  ...head,
  object: literal('dataset', 'a dataset'),
  kind: enumOf([...DATASET_KINDS], 'what it holds'),
  createdAt: timestamp('when it was imported'),
  profile: DatasetProfile,
});
/** The type that the schema `Dataset` describes. */
export type Dataset = ReadonlyStatic<typeof Dataset>;
/** Answer of GET /datasets. */
export const DatasetPage = pageOf('DatasetPage', Dataset);
/** The type that the schema `DatasetPage` describes. */
export type DatasetPage = ReadonlyStatic<typeof DatasetPage>;

/** Parameters of GET /datasets/{id}/examples. */
export const ExamplesQuery = Type.Object(
  {
    skip: Type.Optional(
      Type.Integer({ minimum: 0, maximum: 100_000, default: 0, description: 'conversations to pass over' }),
    ),
    limit: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 50, default: 8, description: 'most conversations to send' }),
    ),
  },
  strict,
);
/** Answer of GET /datasets/{id}/examples. */
export const DatasetExamples = component('DatasetExamples', 'some conversations of a dataset', {
  data: list(
    component('Conversation', 'one conversation', {
      source: text('file or source that it comes from'),
      heldOut: boolean('whether it is kept for checks'),
      turns: list(
        object({ text: text('what was said'), compound: number('VADER compound, -1 to 1') }, 'one turn'),
        'the turns, oldest first',
      ),
    }),
    'conversations as they lie in the file; none of a dataset of games',
  ),
  more: boolean('whether there are more'),
});
/** The type that the schema `DatasetExamples` describes. */
export type DatasetExamples = ReadonlyStatic<typeof DatasetExamples>;
